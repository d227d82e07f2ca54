package io.agenticproxy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Browser;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyProcess;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console in a real browser, of a proxy that is alone in its process: the console shows all that it finds there. */
@Timeout(180)
class HawtioIT {
    private static final byte[] CALL =
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                    .getBytes(UTF_8);

    @Test
    void theMessagesRouteIsShownWithItsCounts() throws Exception {
        try (Browser browser = Browser.open();
                FakeUpstream upstream = FakeUpstream.start();
                ProxyProcess proxy = ProxyProcess.start(Map.of("UPSTREAM_URL", upstream.url()))) {
            String base = "http://" + proxy.host();
            upstream.answer(Scripts.message());
            for (int i = 0; i < 7; i++) {
                try (RawClient client = RawClient.connect(proxy.port())) {
                    assertThat(client.exchange(RawClient.post("/v1/messages", proxy.host(), CALL))
                                    .status())
                            .isEqualTo(200);
                }
            }

            browser.size(1400, 1000).go(base + "/actuator/hawtio/camel");
            click(browser, "messages"); // in the tree
            browser.until("[...document.querySelectorAll('h1')].some((title) => title.textContent === 'messages')");
            click(browser, "Route Diagram");
            browser.until("[...document.querySelectorAll('.react-flow__node')].some((step) =>"
                    + " step.textContent.includes('messages-cache') && step.textContent.includes('7'))");
            browser.screenshot("hawtio-messages");
            assertThat(browser.requested()).allMatch(url -> url.startsWith(base) || url.startsWith("data:"));
        }
    }

    /** What a person would click on: the element that has this text and no other. */
    private static void click(Browser browser, String text) {
        String element =
                "[...document.querySelectorAll('button, a')].find((one) => one.textContent.trim() === arguments[0])";
        browser.until(element, text);
        browser.run(element + ".click()", text);
    }
}
