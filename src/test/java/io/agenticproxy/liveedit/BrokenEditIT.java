package io.agenticproxy.liveedit;

import static io.agenticproxy.liveedit.EditedRoutes.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.Scripts;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** An edit that can't be taken over costs one line in the log and nothing else. */
class BrokenEditIT {
    private static final String FORWARD =
            "                      - to: { id: messages-forward, uri: \"direct:forward\" }\n";

    private static FakeUpstream upstream;
    private static EditedRoutes routes;

    private LogCapture log;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        routes = EditedRoutes.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() throws Exception {
        routes.close();
        upstream.close();
    }

    @BeforeEach
    void listen() {
        log = LogCapture.at(Level.WARN);
    }

    @AfterEach
    void asShipped() throws Exception {
        log.close();
        routes.restore();
    }

    private static Arguments broken(String what, String before, String instead, String line) {
        return Arguments.of(Named.of(what, List.of(before, instead)), line);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                broken(
                        "no YAML",
                        FORWARD,
                        "                      - to: { id: messages-forward, uri: [ \n",
                        "line 49, column \\d+: .+"),
                broken(
                        "an indentation that is off",
                        "        - to: { id: messages-admit",
                        "       - to: { id: messages-admit",
                        "line \\d+, column \\d+: .+"),
                broken("a key twice", FORWARD, """
                                              - choice:
                                                  id: messages-choice
                                                  when:
                                                    - simple: "${body} == 1"
                                                      steps: []
                                                  when:
                                                    - simple: "${body} == 2"
                                                      steps: []
                        """ + FORWARD, "line 53, column 27: .*duplicate key when.*"),
                broken(
                        "a step that there is not",
                        FORWARD,
                        "                      - forwards: { id: messages-forward }\n",
                        "line \\d+.*forwards.*"),
                broken(
                        "an option that there is not",
                        FORWARD,
                        "                      - to: { id: messages-forward, url: \"direct:forward\" }\n",
                        ".*url.*"),
                broken(
                        "a component that there is not",
                        FORWARD,
                        "                      - to: { id: messages-forward, uri: \"nosuch:thing\" }\n",
                        ".*nosuch.*"),
                broken("a bean that there is not", "ref: admit,", "ref: nosuch,", ".*nosuch.*"),
                broken("a method that the bean has not", "method: admit }", "method: nosuch }", ".*nosuch.*"),
                broken(
                        "a placeholder that there is not",
                        "\"direct:admit\"",
                        "\"direct:{{no.such}}\"",
                        ".*no\\.such.*"),
                broken(
                        "an expression that is none",
                        FORWARD,
                        "                      - setHeader: { id: messages-x, name: X, simple: \"${nosuch}\" }\n",
                        ".*nosuch.*"),
                broken(
                        "a configuration that there is not",
                        "    id: after-answer\n",
                        "    id: other\n",
                        ".*after-answer.*"),
                broken(
                        "the id of a route in another file",
                        "    id: admit\n",
                        "    id: forward\n",
                        "forward is declared in forward.yaml and in proxy.yaml"),
                broken("the id of a route in the same file", "    id: admit\n", "    id: messages\n", ".*messages.*"),
                broken("the same direct: twice", "uri: direct:admit", "uri: direct:forward", ".*direct:.*forward.*"),
                broken(
                        "the same path twice",
                        "uri: platform-http:/\n      parameters: { matchOnUriPrefix: true }",
                        "uri: platform-http:/v1/messages\n      parameters: { httpMethodRestrict: \"GET,POST\" }",
                        "platform-http:/v1/messages.* is taken by another route"),
                broken("a route without id", "    id: admit\n", "", ".*route has no id.*"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsSaidOnceAndTheOldRoutesRunOn(List<String> passage, String said) throws Exception {
        routes.edit("proxy.yaml", passage.get(0), passage.get(1)).publish();

        awaitWarning();
        assertThat(routes.message().status()).isEqualTo(200);
        assertThat(routes.get("/v1/models").text()).contains("Hello!");
        routes.settle(); // nothing more is said, also when other files are taken over
        assertThat(log.lines()).singleElement().asString().matches("(?s)WARN .*proxy.yaml.*: " + said);
        assertThat(routes.message().status()).isEqualTo(200);

        routes.edit(
                        "proxy.yaml",
                        FORWARD,
                        FORWARD
                                + "                      - setHeader: { id: messages-x, name: X-Edition, constant: \"1\" }\n")
                .settle();
        assertThat(routes.message().header("x-edition")).contains("1");
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void ofTwoFilesTheGoodOneIsTakenOver() throws Exception {
        routes.edit("forward.yaml", "ref: upstreamRequest", "ref: nosuch")
                .edit(
                        "proxy.yaml",
                        FORWARD,
                        FORWARD
                                + "                      - setHeader: { id: messages-x, name: X-Edition, constant: \"1\" }\n")
                .settle();

        assertThat(routes.message().header("x-edition")).contains("1");
        Awaitility.await().until(() -> !log.lines().isEmpty()); // the broken one is judged after the good one
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("forward.yaml")
                .contains("nosuch");
    }

    @Test
    void filesThatNeedEachOtherAreTakenOverBesideABrokenOne() throws Exception {
        routes.save("a.yaml", """
                        - templatedRoute:
                            { routeId: own, routeTemplateRef: answer, prefixId: own-, parameters: [{ name: text, value: "1" }] }
                        """)
                .save("b.yaml", "- route: {")
                .save("c.yaml", """
                        - routeTemplate:
                            id: answer
                            parameters:
                              - { name: text, required: true }
                            from:
                              uri: platform-http:/v1/own
                              steps:
                                - setBody: { id: body, constant: "{{text}}" }
                        """)
                .save("d.yaml", answering("d", "/v1/d", "d").replace("constant", "nosuch"))
                .save(
                        "e.yaml",
                        answering("e", "/v1/e", "e")
                                .replace("setBody: {", "bean: { ref: nosuch, method: x, ")
                                .replaceAll(", constant.* }", " }"))
                .settle();

        assertThat(routes.get("/v1/own").text()).isEqualTo("1");
        await().atMost(EditedRoutes.BOUND).until(() -> log.lines().size() == 3);
    }

    @Test
    void anEmptyFileIsTakenForASaveThatFailed() throws Exception {
        routes.save("forward.yaml", "").publish();

        awaitWarning();
        assertThat(routes.message().status()).isEqualTo(200);
        assertThat(log.text()).contains("forward.yaml").contains("the file is empty");
    }

    @Test
    void aFileOfCommentsDeclaresNothing() throws Exception {
        routes.save("own.yaml", answering("own", "/v1/own", "1")).settle();
        routes.save("own.yaml", answering("own", "/v1/own", "1").replaceAll("(?m)^", "# "))
                .settle();

        assertThat(routes.get("/v1/own").text()).contains("Hello!");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void theLastFilesCantBeDeleted() throws Exception {
        routes.deleteAll().publish();

        awaitWarning();
        assertThat(routes.message().status()).isEqualTo(200);
        assertThat(routes.get("/health").status()).isEqualTo(200);
        routes.restore();
        assertThat(log.lines()).singleElement().asString().contains("holds no route file any more");
    }

    @Test
    void aTemplateCantGoWhileARouteIsMadeFromIt() throws Exception {
        String template = """
                - routeTemplate:
                    id: answer
                    parameters:
                      - { name: text, required: true }
                    from:
                      uri: platform-http:/v1/own
                      steps:
                        - setBody: { id: body, constant: "{{text}}" }
                """;
        routes.save("template.yaml", template).save("own.yaml", """
                        - templatedRoute:
                            { routeId: own, routeTemplateRef: answer, prefixId: own-, parameters: [{ name: text, value: "1" }] }
                        """).settle();
        routes.delete("template.yaml").publish();

        awaitWarning();
        assertThat(routes.get("/v1/own").text()).isEqualTo("1");
        routes.settle();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("template.yaml")
                .contains("own.yaml is built on answer");
    }

    @Test
    void whatAnEditorKeepsBesideAFileIsNoRouteFile() throws Exception {
        routes.save(".proxy.yaml", "- route: {")
                .save("#proxy.yaml#", "- route: {")
                .settle();

        assertThat(log.lines()).isEmpty();
    }

    private void awaitWarning() {
        await().atMost(EditedRoutes.BOUND).until(() -> !log.lines().isEmpty());
    }
}
