package io.agenticproxy.door;

import io.agenticproxy.exchange.ErrorAnswer;
import io.agenticproxy.wire.ApiError;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before any filter runs, in the API's error shape instead of a page. Made by Tomcat, by name. */
public final class TomcatErrors extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            ErrorAnswer.send(
                    response.getResponse(),
                    ApiError.of(
                            status,
                            failure == null
                                    ? "The request is not HTTP that the proxy accepts."
                                    : "The proxy failed; its log names the error."));
            response.finishResponse();
        } catch (IOException gone) {
            container.getLogger().debug("the client has left before its error");
        }
    }
}
