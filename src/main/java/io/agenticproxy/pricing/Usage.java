package io.agenticproxy.pricing;

/**
 * What one billed iteration used.
 *
 * @param model as it was named: alias and dated id are both fine
 */
public record Usage(String model, Tokens tokens, Terms terms) {
    public static Usage of(String model, Tokens tokens) {
        return new Usage(model, tokens, Terms.STANDARD);
    }

    Usage withTokens(Tokens changed) {
        return new Usage(model, changed, terms);
    }
}
