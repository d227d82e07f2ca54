package io.agenticproxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An error handler is no step of a route's diagram. */
class DrawableXmlTest {

    @Test
    void anErrorHandlerBecomesAComment() {
        assertThat(DrawableXml.drawable("<route><errorHandler>\n <noErrorHandler/>\n</errorHandler><from/></route>"
                        + "<route><errorHandler id=\"x\"><a/></errorHandler><from/></route>"))
                .isEqualTo("<route><!-- <errorHandler>\n <noErrorHandler/>\n</errorHandler> --><from/></route>"
                        + "<route><!-- <errorHandler id=\"x\"><a/></errorHandler> --><from/></route>");
    }

    @Test
    void whatNoCommentCanHoldIsLeftOut() {
        assertThat(DrawableXml.drawable("<route><errorHandler ref=\"a--b\"><x/></errorHandler><from/></route>"))
                .isEqualTo("<route><from/></route>");
    }

    @Test
    void everythingElseStays() {
        String xml = "<route id=\"$1\"><from uri=\"direct:a\"/><!-- <b/> --><to uri=\"c\"/></route>";

        assertThat(DrawableXml.drawable(xml)).isEqualTo(xml);
    }
}
