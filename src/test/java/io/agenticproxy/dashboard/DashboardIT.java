package io.agenticproxy.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.Browser;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page as a person sees it, in a real browser. */
@Timeout(180)
class DashboardIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>"
            + " \u202Edesrever\u202C </script><!-- &lt;b&gt;";

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static ProxyUnderTest unused;
    private static Browser browser;
    private static int made;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.open();
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        proxy = ProxyUnderTest.with(
                Map.of("UPSTREAM_URL", upstream.url(), "CACHE_ENABLED", "true", "LOG_PROMPT_CHARS", "500"));
        unused = ProxyUnderTest.inFrontOf(upstream);
        call("first", "What is the first?");
        call("first", "What is the first?");
        call("second", "What is the second?");
    }

    @AfterAll
    static void stop() {
        unused.close();
        proxy.close();
        upstream.close();
        browser.close();
    }

    /** Whatever a test has looked at: nothing refused by the policy, nothing failed, nobody else asked. */
    @AfterEach
    void nothingToComplainOf() {
        browser.offline(false).dark(false).size(1280, 900);
        assertThat(browser.complaints())
                .filteredOn(c -> !c.contains("ERR_INTERNET_DISCONNECTED"))
                .isEmpty();
        assertThat(browser.requested())
                .isNotEmpty()
                .allMatch(
                        url -> url.startsWith(proxy.url()) || url.startsWith(unused.url()) || url.startsWith("data:"));
    }

    private static void call(String session, String prompt) throws IOException {
        call(session, prompt, "claude-opus-5-5");
    }

    /** Makes a call, and waits for its row. */
    private static void call(String session, String prompt, String model) throws IOException {
        byte[] body = ("{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                        + JSON.writeValueAsString(prompt) + "}]}")
                .getBytes(UTF_8);
        try (RawClient client = proxy.connect()) {
            client.exchange(RawClient.post(
                    "/v1/messages",
                    proxy.host(),
                    body,
                    "x-api-key: sk-ant-api03-of-the-dashboard",
                    "X-Session-Id: " + session));
        }
        int expected = ++made;
        await().atMost(BOUND).until(() -> get("/stats").get("calls").asInt() >= expected);
    }

    private static JsonNode get(String target) throws IOException {
        try (RawClient client = proxy.connect()) {
            return JSON.readTree(
                    client.exchange(RawClient.get(target, proxy.host())).body());
        }
    }

    private static void open(String address) {
        browser.go("about:blank").go(proxy.url() + "/dashboard" + address);
        browser.until("document.querySelector('#pulse-text')?.textContent.startsWith('live')");
    }

    /** What stands under a tile's name. */
    private static String tile(String name) {
        return String.valueOf(browser.run(
                "return [...document.querySelectorAll('#tiles div')].find((d) => d.querySelector('dt').textContent === arguments[0])"
                        + ".querySelector('.figure').textContent",
                name));
    }

    @SuppressWarnings("unchecked")
    private static List<String> prompts() {
        return (List<String>)
                browser.run(
                        "return [...document.querySelectorAll('#calls tbody tr[data-call] .prompt > bdi')].map((p) => p.textContent)");
    }

    @Test
    void theTilesSayWhatStatsSays() throws Exception {
        open("");
        JsonNode stats = get("/stats");

        browser.until("document.querySelector('#tiles .figure')");
        assertThat(tile("Calls")).isEqualTo(stats.get("calls").asText());
        assertThat(tile("Cache hit rate"))
                .isEqualTo(Math.round(stats.at("/cache/hit_rate").doubleValue() * 100) + " %");
        assertThat(tile("Cache size")).startsWith(stats.at("/cache/entries").asText() + " / 1,000");
        assertThat(dollars(tile("Actual cost")))
                .isCloseTo(
                        stats.at("/cost/actual_usd").doubleValue(),
                        org.assertj.core.api.Assertions.withinPercentage(1));
        assertThat(dollars(tile("Without the proxy")))
                .isCloseTo(
                        stats.at("/cost/baseline_usd").doubleValue(),
                        org.assertj.core.api.Assertions.withinPercentage(1));
        assertThat(dollars(browser.text("#saved")))
                .isCloseTo(
                        stats.at("/cost/saved_usd").doubleValue(), org.assertj.core.api.Assertions.withinPercentage(1));
    }

    private static double dollars(String shown) {
        assertThat(shown).startsWith("$");
        return Double.parseDouble(shown.substring(1).replace(",", ""));
    }

    @Test
    void chartsAreDrawnAndTheirNumbersAreText() throws Exception {
        open("");
        JsonNode stats = get("/stats");

        for (String chart : List.of("cache", "savings", "complexity", "routing", "latency")) {
            assertThat(browser.all("#chart-" + chart + " svg rect")).as(chart).isNotEmpty();
        }
        assertThat(browser.text("#chart-cache"))
                .contains("hits" + stats.at("/cache/hits").asText())
                .contains("misses" + stats.at("/cache/misses").asText());
        browser.until("document.querySelectorAll('#history svg g rect').length > 0");
        browser.find("#history summary").click();
        browser.until("document.querySelectorAll('#history tbody tr').length > 0");
        Object calls = browser.run(
                "return [...document.querySelectorAll('#history tbody tr')].reduce((sum, r) => sum + Number(r.cells[1].textContent), 0)");
        assertThat(((Number) calls).intValue()).isEqualTo(stats.get("calls").asInt());
    }

    @Test
    void aNewCallAppearsWithoutReload() throws Exception {
        open("");
        browser.run("window.sameDocument = true");
        String before = tile("Calls");
        call("live", "Has it come by itself?");

        browser.until("document.querySelector('#calls tbody').textContent.includes('Has it come by itself?')");
        assertThat(tile("Calls")).isNotEqualTo(before);
        assertThat(browser.run("return window.sameDocument")).isEqualTo(true);
    }

    @Test
    void aSessionHasItsOwnFiguresAndCalls() throws Exception {
        call("alone", "Only of this session");
        open("");
        browser.until(
                "[...document.querySelectorAll('#session option')].some((o) => o.textContent.startsWith('alone'))");
        browser.run("""
                const select = document.querySelector('#session');
                select.value = [...select.options].find((o) => o.textContent.startsWith('alone')).value;
                select.dispatchEvent(new Event('change'));
                """);

        browser.until("document.querySelectorAll('#calls tbody tr[data-call]').length === 1");
        assertThat(prompts()).containsExactly("Only of this session");
        browser.until("document.querySelector('#tiles').textContent.includes('Calls1')");
        browser.go(String.valueOf(browser.run("return location.href"))); // the address holds it
        browser.until("document.querySelectorAll('#calls tbody tr[data-call]').length === 1");
    }

    @Test
    void aRowOpensToTheReasonsOfEveryStage() throws Exception {
        open("#q=first");
        browser.until("document.querySelector('#calls tbody tr[data-call] .word')?.textContent === 'hit'");
        browser.find("#calls tbody tr[data-call] button").click();

        browser.until("document.querySelectorAll('.why li').length === 4");
        assertThat(browser.text(".why"))
                .contains("Response cache hit")
                .contains("the same request was answered before".substring(1))
                .contains("Model router not asked")
                .contains("The answer came from the cache");
        assertThat(browser.text(".facts")).contains("Request id").contains("Without the proxy");
        assertThat(browser.find("#calls button[aria-expanded=true]").isDisplayed())
                .isTrue();
        browser.screenshot("dashboard-details-1280");
    }

    @Test
    void callsAreFoundByTextAndByWhatTheStagesDid() throws Exception {
        open("");
        browser.find("#search input[name=q]").sendKeys("SECOND?", Keys.ENTER);
        browser.until("document.querySelector('#page-note').textContent.includes('looked at')");
        browser.until("document.querySelectorAll('#calls tbody tr[data-call]').length === 1");
        assertThat(prompts()).containsExactly("What is the second?");

        browser.find("#search button[type=reset]").click();
        browser.until("document.querySelectorAll('#calls tbody tr[data-call]').length > 1");
        browser.find("#chart-cache li:first-child button").click(); // the number of hits leads to them
        browser.until(
                "[...document.querySelectorAll('#calls tbody tr[data-call]')].every((r) => r.cells[3].textContent === 'hit')");
        assertThat(prompts()).contains("What is the first?").doesNotContain("What is the second?");
    }

    @Test
    void anEntryCanBeForgottenAndTheCacheCleared() throws Exception {
        call("forget", "Forget me");
        open("#q=Forget%20me");
        browser.until("document.querySelectorAll('#calls tbody tr[data-call]').length >= 1");
        long entries = get("/stats").at("/cache/entries").asLong();
        browser.find("#calls tbody tr[data-call] button").click();
        browser.until("document.querySelector('.facts button')");
        browser.find(".facts button").click();
        browser.until("document.querySelector('.facts button').textContent === 'Forgotten'");
        assertThat(get("/stats").at("/cache/entries").asLong()).isEqualTo(entries - 1);

        call("forget", "Stored, for a while");
        browser.find("#clear").click();
        browser.until("document.querySelector('#ask').open");
        assertThat(browser.text("#ask-text")).contains("stored answers will be gone");
        browser.find("#ask button[value=no]").click();
        browser.until("!document.querySelector('#ask').open");
        assertThat(get("/stats").at("/cache/entries").asLong()).isPositive();
        browser.find("#clear").click();
        browser.find("#ask button[value=yes]").click();
        browser.until("document.querySelector('#clear').textContent === 'Cleared'");
        assertThat(get("/stats").at("/cache/entries").asLong()).isZero();
    }

    @Test
    void hostileTextStaysText() throws Exception {
        call("<b>session</b>", HOSTILE);
        call("huge", "w".repeat(600));
        open("");
        browser.until("document.querySelector('#calls tbody').textContent.includes('onerror')");

        assertThat(browser.run("return document.title")).isNotEqualTo("owned");
        assertThat(browser.all("#calls img, #calls script, #calls b, #session b"))
                .isEmpty();
        assertThat(prompts()).anyMatch(p -> p.startsWith("<img src=x onerror="));
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.size(360, 800);
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.screenshot("dashboard-hostile-360");
    }

    @Test
    void aProxyThatIsGoneIsSaidWithTheAgeOfTheFigures() throws Exception {
        open("");
        browser.offline(true);
        browser.until("document.querySelector('#notices [role=alert]')");
        assertThat(browser.text("#notices")).contains("does not answer").containsPattern("figures are \\d+ s old");
        assertThat(browser.text("#pulse-text")).isEqualTo("not reachable");
        browser.screenshot("dashboard-unreachable-1280");

        browser.offline(false);
        browser.until("document.querySelector('#pulse-text').textContent.startsWith('live')");
        browser.until("document.querySelector('#notices [role=alert]') === null");
    }

    @Test
    void unpricedCallsAreSaidAndFound() throws Exception {
        call("unpriced", "Who knows what this costs?", "no-such-model");
        open("");
        browser.until("document.querySelector('#notices').textContent.includes('unknown price')");
        browser.find("#notices button").click();
        browser.until(
                "document.querySelectorAll('#calls tbody tr[data-call]').length > 0"
                        + " && [...document.querySelectorAll('#calls tbody tr[data-call]')].every((r) => r.cells[8].textContent === 'unpriced')");
        assertThat(prompts()).containsOnly("Who knows what this costs?");
    }

    @Test
    void aNewcomerIsToldTheOneLine() {
        browser.go(unused.url() + "/dashboard");
        browser.until("!document.querySelector('#empty').hidden");

        assertThat(browser.text("#snippets"))
                .contains("base_url=\"" + unused.url() + "\"")
                .contains("baseURL: \"" + unused.url() + "\"")
                .contains("baseUrl(\"" + unused.url() + "\")")
                .contains("ANTHROPIC_BASE_URL=" + unused.url() + " claude")
                .contains("curl " + unused.url() + "/v1/messages");
        assertThat(browser.axe()).isEmpty();
        browser.screenshot("dashboard-empty-1280");
        browser.size(360, 800);
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.screenshot("dashboard-empty-360");
    }

    @Test
    void everythingCanBeDoneWithTheKeyboard() throws Exception {
        open("");
        browser.find("body").sendKeys(Keys.TAB);
        assertThat(browser.run("return document.activeElement.className")).isEqualTo("skip");
        StringBuilder passed = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
            passed.append(
                    browser.run(
                            "const a = document.activeElement; return ' ' + (a.id || a.name || a.getAttribute('aria-label') || a.textContent.slice(0, 12))"));
            assertThat(
                            browser.run(
                                    "const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || document.activeElement === document.body"))
                    .as("a visible focus on" + passed)
                    .isEqualTo(true);
            if (passed.indexOf("Why, for the call") >= 0) {
                break;
            }
        }
        assertThat(passed.toString())
                .contains("session", "span", " q", "cache", "unpriced", "csv", "clear", "Why, for the call");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        browser.until("document.querySelector('.why li')");
        assertThat(browser.run("return document.activeElement.getAttribute('aria-expanded')"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "360, false", "360, true"})
    void nobodyIsShutOut(int width, boolean dark) throws Exception {
        browser.size(width, 900).dark(dark);
        open("");
        browser.until("document.querySelector('#calls tbody tr[data-call]')");
        browser.find("#calls tbody tr[data-call] button").click();
        browser.until("document.querySelector('.why li')");

        assertThat(browser.axe()).isEmpty();
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.screenshot("dashboard-" + width + (dark ? "-dark" : "-light"));
    }

    /** An hour has 1,800 updates; {@code -Ddashboard.updates} sets another number. */
    @Test
    void aPageThatIsLeftOpenDoesNotGrow() throws Exception {
        int updates = Integer.getInteger("dashboard.updates", 400);
        String hurry = browser.beforeEachPage(
                "const wait = window.setTimeout; window.setTimeout = (f, ms) => wait(f, (ms ?? 0) / 100);"
                        + "const ask = window.fetch; window.updates = 0;"
                        + "window.fetch = (url, options) => { window.updates += String(url).startsWith('/stats'); return ask(url, options); };");
        try {
            open("");
            update(updates / 4);
            double before = browser.heapBytes();
            update(updates);

            double grown = browser.heapBytes() - before;
            assertThat(grown).as("bytes after %d updates", updates).isLessThan(1_000_000);
        } finally {
            browser.notBeforeEachPage(hurry);
        }
    }

    /** So many updates of the page, with a call every now and then. */
    private static void update(int count) throws IOException {
        long until = ((Number) browser.run("return window.updates")).longValue() + count;
        while (((Number) browser.run("return window.updates")).longValue() < until) {
            call("first", "What is new?");
        }
    }

    @Test
    void theScriptsAreSmall() throws Exception {
        int size = 0;
        for (String name : List.of("main.js", "figures.js", "charts.js", "calls.js", "dom.js")) {
            try (RawClient client = proxy.connect()) {
                size += client.exchange(RawClient.get("/dashboard/" + name, proxy.host()))
                        .body()
                        .length;
            }
        }
        assertThat(size).isBetween(10_000, 60_000);
    }
}
