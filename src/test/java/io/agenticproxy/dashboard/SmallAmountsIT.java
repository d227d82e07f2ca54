package io.agenticproxy.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Browser;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A newcomer's first call may have cost a fraction of a cent more: a long figure, and all there is. */
@Timeout(180)
class SmallAmountsIT {
    /** Elements whose text has more than one line, or runs out of its box or into its neighbour's. */
    private static final String FLAWS = """
            const box = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect(); };
            const lines = (node) => { const range = document.createRange(); range.selectNodeContents(node);
                return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size; };
            const flaws = [];
            if (lines(document.querySelector('#saved')) > 1) flaws.push('the headline breaks');
            for (const dd of document.querySelectorAll('#tiles .figure')) {
                if (lines(dd) > 1) flaws.push('a tile breaks: ' + dd.textContent);
            }
            const picture = document.querySelector('svg.history').getBoundingClientRect();
            for (const text of document.querySelectorAll('svg.history text')) {
                const at = text.getBoundingClientRect();
                if (at.left < picture.left || at.right > picture.right + 1) flaws.push('a label is cut: ' + text.textContent);
            }
            for (const item of document.querySelectorAll('.charts .legend li')) {
                const parts = [...item.children].filter((part) => part.textContent);
                parts.forEach((part, i) => {
                    const next = parts[i + 1];
                    if (next && box(part).right > box(next).left) flaws.push('runs into its neighbour: ' + item.textContent);
                    if (box(part).right > item.parentNode.getBoundingClientRect().right + 1) flaws.push('runs out: ' + item.textContent);
                });
            }
            return flaws.join('; ');
            """;

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static Browser browser;

    /** The classifier's answer says nothing: the call goes as asked, and the question is all that it lost. */
    @BeforeAll
    static void start() throws IOException {
        browser = Browser.open();
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-5-5","content":[{"type":"text","text":"?"}],\
                "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"""));
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "ROUTER_ENABLED", "true"));
        String body =
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.post(
                    "/v1/messages",
                    proxy.host(),
                    body.getBytes(UTF_8),
                    "x-api-key: sk-ant-api03-of-small-amounts",
                    "anthropic-version: 2023-06-01"));
        }
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "800, false", "360, false"})
    void aTinyLossIsShownInOnePiece(int width, boolean dark) {
        browser.size(width, 900).dark(dark).go(proxy.url() + "/dashboard");
        browser.until("document.querySelectorAll('svg.history g rect').length > 0");
        browser.until("document.querySelector('#saved').classList.contains('loss')");

        browser.screenshot("dashboard-tiny-loss-" + width + (dark ? "-dark" : "-light"));
        assertThat(browser.text("#saved")).hasSizeGreaterThan(9);
        assertThat(browser.run(FLAWS)).isEqualTo("");
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }
}
