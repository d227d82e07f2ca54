package io.agenticproxy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Browser;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** A person who is asked for the access token, in a real browser. */
@Timeout(180)
class SignInPageIT {
    private static final String TOKEN = "a-token-of-more-than-32-characters-for-people";

    @Test
    void aPersonSignsInSeesTheDashboardAndSignsOut() {
        try (Browser browser = Browser.open();
                FakeUpstream upstream = FakeUpstream.start();
                ProxyUnderTest proxy =
                        ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "PROXY_ACCESS_TOKEN", TOKEN))) {
            browser.size(1280, 800).go(proxy.url() + "/dashboard");
            browser.until("location.pathname === '/sign-in'");
            assertThat(browser.axe()).isEmpty();
            browser.screenshot("sign-in-1280");
            browser.size(360, 700).dark(true);
            assertThat(browser.axe()).isEmpty();
            browser.screenshot("sign-in-360-dark");

            browser.find("input[type=password]").sendKeys("not-the-token", Keys.ENTER);
            browser.until("document.querySelector('[role=alert]')");
            assertThat(browser.text("[role=alert]")).contains("not the access token");
            browser.size(1280, 800).dark(false).find("input[type=password]").sendKeys(TOKEN, Keys.ENTER);
            browser.until("location.pathname === '/dashboard'");
            browser.until("document.querySelector('#pulse-text')?.textContent.startsWith('live')");
            assertThat(browser.run("return document.cookie")).isEqualTo("");

            browser.find("#sign-out button").click();
            browser.until("location.pathname === '/sign-in'");
            browser.go(proxy.url() + "/dashboard");
            browser.until("location.pathname === '/sign-in'");
            assertThat(browser.complaints())
                    .filteredOn(c -> !c.contains("401")) // the wrong token's
                    .isEmpty();
            assertThat(browser.requested()).allMatch(url -> url.startsWith(proxy.url()) || url.startsWith("data:"));
        }
    }
}
