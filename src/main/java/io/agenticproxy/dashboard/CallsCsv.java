package io.agenticproxy.dashboard;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-calls-csv}: a body that asks for the next page when the last has been sent. */
@Component("callsCsv")
final class CallsCsv {
    private static final String FORMULA = "=+-@\t\r";
    private static final int PAGE = 1_000;

    private final ProducerTemplate camel;

    CallsCsv(ProducerTemplate camel) {
        this.camel = camel;
    }

    /** The first page is read before the answer begins, as only then can a database that is away be told of. */
    void open(Exchange exchange) {
        Map<String, Object> query = new HashMap<>(exchange.getMessage().getHeaders());
        query.put("limit", PAGE);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(new Pages(query));
    }

    private final class Pages extends InputStream {
        private final Map<String, Object> query;
        private InputStream page;
        private boolean ended;

        Pages(Map<String, Object> query) {
            this.query = query;
            this.page = bytes(String.join(",", CallsView.NAMES) + "\r\n" + next());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (true) {
                int n = page.read(buffer, offset, length);
                if (n >= 0 || ended) {
                    return n;
                }
                try {
                    page = bytes(next());
                } catch (CamelExecutionException away) {
                    throw new IOException("the ledger can't be read to its end", away); // a cut file, not a short one
                }
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @SuppressWarnings("unchecked")
        private String next() {
            List<Map<String, Object>> rows =
                    (List<Map<String, Object>>) camel.requestBodyAndHeaders("direct:dashboard-page", null, query);
            ended = rows.size() < PAGE;
            StringBuilder text = new StringBuilder();
            for (Map<String, Object> row : rows) {
                Map<String, Object> call = CallsView.call(row);
                text.append(call.values().stream().map(CallsCsv::cell).collect(Collectors.joining(",")))
                        .append("\r\n");
                query.put("before", call.get("id"));
            }
            return text.toString();
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a spreadsheet would take for a formula gets a quote in front. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value instanceof BigDecimal amount ? amount.toPlainString() : value.toString();
        if (value instanceof String && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
