package io.agenticproxy.pricing;

/** A price file that can't be used. The message is one line that names file, line and reason. */
public final class PriceCatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PriceCatalogException(String message) {
        super(message);
    }
}
