package io.agenticproxy.forward;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.Properties;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Last step of the {@code forward} route: looks at a message's answer as it passes, and changes nothing. */
@Component("readAlong")
final class ReadAlong {

    void attach(Exchange exchange) {
        Optional<AnswerHead> head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class);
        boolean message =
                Properties.find(exchange, Properties.ADMISSION, Admission.class).isPresent();
        if (message && head.isPresent() && exchange.getMessage().getBody() instanceof InputStream body) {
            AnswerReading reading = new AnswerReading(head.get().headers());
            exchange.setProperty(Properties.ANSWER_READING, reading);
            exchange.getMessage().setBody(new Body(body, reading));
        }
    }

    private static final class Body extends FilterInputStream {
        private final AnswerReading reading;

        Body(InputStream in, AnswerReading reading) {
            super(in);
            this.reading = reading;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                if (n < 0) {
                    reading.end();
                } else {
                    reading.feed(buffer, offset, n);
                }
                return n;
            } catch (IOException broken) {
                reading.end();
                throw broken;
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }
}
