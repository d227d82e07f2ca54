package io.agenticproxy.console;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.spi.ModelToXMLDumper;

/**
 * Routes as XML, so that Hawtio can draw them: its diagram takes the first element of a route for a step, and breaks at
 * an error handler, which stands before {@code from} (Hawtio 5.2). In a comment it can still be read. Thread-safe if
 * what it wraps is.
 */
final class DrawableXml implements ModelToXMLDumper {
    private static final Pattern ERROR_HANDLER = Pattern.compile("<errorHandler\\b.*?</errorHandler>", Pattern.DOTALL);

    private final ModelToXMLDumper dumper;

    DrawableXml(ModelToXMLDumper dumper) {
        this.dumper = dumper;
    }

    static String drawable(String xml) {
        Matcher handler = ERROR_HANDLER.matcher(xml);
        return handler.replaceAll(found -> {
            String text = found.group();
            return Matcher.quoteReplacement(text.contains("--") ? "" : "<!-- " + text + " -->"); // no -- in a comment
        });
    }

    @Override
    public String dumpModelAsXml(CamelContext context, NamedNode definition) throws Exception {
        return drawable(dumper.dumpModelAsXml(context, definition));
    }

    @Override
    public String dumpModelAsXml(
            CamelContext context,
            NamedNode definition,
            boolean resolvePlaceholders,
            boolean generatedIds,
            boolean sourceLocation)
            throws Exception {
        return drawable(dumper.dumpModelAsXml(context, definition, resolvePlaceholders, generatedIds, sourceLocation));
    }

    @Override
    public String dumpBeansAsXml(CamelContext context, List<Object> beans) throws Exception {
        return dumper.dumpBeansAsXml(context, beans);
    }

    @Override
    public String dumpDataFormatsAsXml(CamelContext context, Map<String, Object> dataFormats) throws Exception {
        return dumper.dumpDataFormatsAsXml(context, dataFormats);
    }
}
