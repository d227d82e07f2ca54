package io.agenticproxy.liveedit;

import static io.agenticproxy.liveedit.EditedRoutes.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the route files say is what runs, without a restart. */
class LiveEditIT {
    private static final String ADMIT = "        - to: { id: messages-admit, uri: \"direct:admit\" }\n";
    private static final String FORWARD =
            "                      - to: { id: messages-forward, uri: \"direct:forward\" }\n";

    private static final String TEMPLATE = """
            - routeTemplate:
                id: own-stage
                description: fail-open; whatever fails in the stage, the request goes on unchanged
                parameters:
                  - { name: stage, required: true }
                from:
                  uri: "direct:own-{{stage}}"
                  steps:
                    - doTry:
                        id: try
                        steps:
                          - to: { id: run, uri: "direct:{{stage}}" }
                        doCatch:
                          - id: catch
                            exception: [java.lang.Exception]
                            steps:
                              - setHeader: { id: failed, name: X-Failed, constant: "{{stage}}" }
            """;
    private static final String STAGES = """
            - templatedRoute:
                { routeId: own-tag, routeTemplateRef: own-stage, prefixId: own-tag-, parameters: [{ name: stage, value: tag }] }
            - route:
                id: tag
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: direct:tag
                  steps:
                    - throwException: { id: tag-throw, exceptionType: java.lang.IllegalStateException, message: none }
            """;

    private static FakeUpstream upstream;
    private static EditedRoutes routes;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        routes = EditedRoutes.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() throws Exception {
        routes.close();
        upstream.close();
    }

    @BeforeEach
    void upstreamAnswers() {
        upstream.answer(Scripts.message());
    }

    @AfterEach
    void asShipped() throws Exception {
        routes.restore();
        upstream.reset();
    }

    private static String headerStep(String id, String name, String value) {
        return "                      - setHeader: { id: " + id + ", name: " + name + ", constant: \"" + value
                + "\" }\n";
    }

    private static RecordedRequest forwarded(String... headers) throws Exception {
        int before = upstream.requests().size();
        assertThat(routes.message(headers).status()).isEqualTo(200);
        return upstream.requests().get(before);
    }

    @Test
    void anEditTakesEffectWithoutARestart() throws Exception {
        for (String edition : new String[] {"1", "2"}) {
            routes.edit("proxy.yaml", FORWARD, FORWARD + headerStep("messages-edition", "X-Edition", edition))
                    .settle();

            assertThat(routes.message().header("x-edition")).contains(edition);
        }
    }

    @Test
    void anEditTakenBackIsTakenBack() throws Exception {
        routes.edit("proxy.yaml", FORWARD, FORWARD + headerStep("messages-edition", "X-Edition", "1"))
                .settle();
        routes.save("proxy.yaml", routes.original("proxy.yaml")).settle();

        assertThat(routes.message().header("x-edition")).isEmpty();
    }

    @Test
    void aStageCanBeAdded() throws Exception {
        routes.edit("proxy.yaml", FORWARD, headerStep("messages-team", "X-Team", "blue") + FORWARD)
                .settle();

        assertThat(forwarded().headers("x-team")).containsExactly("blue");
    }

    @Test
    void aHeaderCanBeRemoved() throws Exception {
        routes.edit(
                        "proxy.yaml",
                        FORWARD,
                        "                      - removeHeader: { id: messages-plain, name: X-Team }\n" + FORWARD)
                .settle();

        RecordedRequest received = forwarded("X-Team: blue", "X-Other: 1");
        assertThat(received.header("x-team")).isEmpty();
        assertThat(received.header("x-other")).contains("1");
    }

    @Test
    void aStageCanBeDropped() throws Exception {
        routes.edit("proxy.yaml", ADMIT, "").settle();

        RecordedRequest received = forwarded();
        assertThat(received.bodyText()).isEqualTo("{\"model\":\"claude-opus-5-5\"}");
        assertThat(received.chunked()).isFalse();
    }

    @Test
    void stagesCanBeReordered() throws Exception {
        String own = "        - bean: { id: messages-look, ref: admit, method: admit }\n";
        String tag = headerStep("messages-tag", "X-Tag", "${exchangeProperty.admission}")
                .replace("constant", "simple")
                .replaceFirst(" +", "        ");
        routes.edit("proxy.yaml", ADMIT, tag + own).settle();
        assertThat(forwarded().header("x-tag")).isEmpty();

        routes.edit("proxy.yaml", ADMIT, own + tag).settle();
        assertThat(forwarded().header("x-tag").orElseThrow()).contains("claude-opus-5-5");
    }

    @Test
    void aNewFileAddsItsRoutesAndADeletedOneTakesThemAway() throws Exception {
        routes.save("own.yaml", answering("own", "/v1/own", "here")).settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("here");

        routes.delete("own.yaml").settle();
        assertThat(routes.get("/v1/own").text()).contains("Hello!");

        routes.save("own.yaml", answering("own", "/v1/own", "again")).settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("again");
    }

    @Test
    void aRouteDroppedFromItsFileGoes() throws Exception {
        routes.save("own.yaml", answering("one", "/v1/one", "1") + answering("two", "/v1/two", "2"))
                .settle();
        routes.save("own.yaml", answering("two", "/v1/two", "2")).settle();

        assertThat(routes.get("/v1/one").text()).contains("Hello!");
        assertThat(routes.get("/v1/two").text()).isEqualTo("2");
    }

    @Test
    void aRouteMovesFromOneFileToAnother() throws Exception {
        routes.save("a.yaml", answering("one", "/v1/one", "1") + answering("two", "/v1/two", "2"))
                .save("b.yaml", answering("three", "/v1/three", "3"))
                .settle();
        routes.save("a.yaml", answering("one", "/v1/one", "1"))
                .save("b.yaml", answering("three", "/v1/three", "3") + answering("two", "/v1/two", "moved"))
                .settle();

        assertThat(routes.get("/v1/one").text()).isEqualTo("1");
        assertThat(routes.get("/v1/two").text()).isEqualTo("moved");
    }

    @Test
    void aRouteMovesInTwoSavesWhicheverComesFirst() throws Exception {
        routes.save("a.yaml", answering("one", "/v1/one", "1") + answering("two", "/v1/two", "2"))
                .settle();
        routes.save("b.yaml", answering("two", "/v1/two", "moved")).settle(); // refused: a.yaml has it still
        assertThat(routes.get("/v1/two").text()).isEqualTo("2");

        routes.save("a.yaml", answering("one", "/v1/one", "1")).publish();

        await().atMost(EditedRoutes.BOUND)
                .until(() -> routes.get("/v1/two").text().equals("moved"));
        assertThat(routes.get("/v1/one").text()).isEqualTo("1");
    }

    @Test
    void anEditedTemplateRebuildsTheRoutesMadeFromIt() throws Exception {
        String call = "                      - to: { id: messages-tag, uri: \"direct:own-tag\" }\n";
        routes.save("own-stages.yaml", TEMPLATE)
                .save("stages.yaml", STAGES)
                .edit("proxy.yaml", FORWARD, call + FORWARD)
                .settle();
        assertThat(forwarded().header("x-failed")).contains("tag");

        routes.save("own-stages.yaml", TEMPLATE.replace("\"{{stage}}\" }", "\"edited {{stage}}\" }"))
                .settle();
        assertThat(forwarded().header("x-failed")).contains("edited tag");

        routes.edit("proxy.yaml", FORWARD, call + headerStep("messages-team", "X-Team", "blue") + FORWARD)
                .settle();
        assertThat(forwarded().header("x-failed")).contains("edited tag");

        routes.save(
                        "stages.yaml",
                        STAGES.replace(
                                "- throwException: { id: tag-throw, exceptionType: java.lang."
                                        + "IllegalStateException, message: none }",
                                "- setHeader: { id: tag-set, name: X-Tag, constant: works }"))
                .settle();
        RecordedRequest received = forwarded();
        assertThat(received.header("x-failed")).isEmpty();
        assertThat(received.header("x-tag")).contains("works");
    }

    @Test
    void anEditedConfigurationIsInEffectForRoutesOfOtherFiles() throws Exception {
        String configuration = """
                - routeConfiguration:
                    id: apologise
                    onException:
                      - onException:
                          id: apologise-all
                          exception: [java.lang.Exception]
                          handled: { constant: "true" }
                          steps:
                            - setBody: { id: apologise-body, constant: "sorry 1" }
                """;
        String user = """
                - route:
                    id: own
                    routeConfigurationId: apologise
                    from:
                      uri: platform-http:/v1/own
                      steps:
                        - throwException: { id: own-throw, exceptionType: java.lang.IllegalStateException, message: x }
                """;
        routes.save("configuration.yaml", configuration).save("own.yaml", user).settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("sorry 1");

        routes.save("configuration.yaml", configuration.replace("sorry 1", "sorry 2"))
                .settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("sorry 2");
    }

    @Test
    void aPreconditionIsJudgedAgainAtEveryEdit() throws Exception {
        String unmet = answering("own", "/v1/own", "1")
                .replace("    from:", "    precondition: \"'{{proxy.demo.enabled}}' == 'true'\"\n    from:");
        routes.save("own.yaml", unmet).settle();
        assertThat(routes.get("/v1/own").text()).contains("Hello!");

        routes.save("own.yaml", unmet.replace("== 'true'", "== 'false'")).settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("1");

        routes.save("own.yaml", unmet.replace("\"1\"", "\"2\"")).settle();
        assertThat(routes.get("/v1/own").text()).contains("Hello!");

        routes.save("own.yaml", unmet.replace("== 'true'", "== 'false'").replace("\"1\"", "\"3\""))
                .settle();
        assertThat(routes.get("/v1/own").text()).isEqualTo("3");
    }

    @Test
    void theConsoleShowsNothingOfWhatAnEditHasTakenAway() throws Exception {
        routes.settle();
        awaitOldStepsGone();
        List<String> before = Console.beans();
        for (int edition = 0; edition < 3; edition++) {
            routes.edit("proxy.yaml", FORWARD, FORWARD + headerStep("messages-" + edition, "X-Edition", "1"))
                    .settle();
            routes.message();
        }
        routes.restore();
        awaitOldStepsGone();

        assertThat(Console.beans()).isEqualTo(before);
    }

    private static void awaitOldStepsGone() {
        await().atMost(EditedRoutes.BOUND).until(() -> routes.oldRoutes().count() == 0);
    }
}
