package io.agenticproxy.door;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** What the servlet API hides of the connection to the client: its socket, exact header values, a hard close. */
final class ClientConnection {
    private static final String COYOTE_RESPONSE = ClientConnection.class.getName();

    private final org.apache.coyote.Response coyote;

    private ClientConnection(org.apache.coyote.Response coyote) {
        this.coyote = coyote;
    }

    static ClientConnection of(HttpServletRequest request) {
        return new ClientConnection((org.apache.coyote.Response) request.getAttribute(COYOTE_RESPONSE));
    }

    /** Lends Tomcat's inner response to the request, where {@link #of} finds it. */
    static final class Valve extends ValveBase {
        Valve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(COYOTE_RESPONSE, response.getCoyoteResponse());
            getNext().invoke(request, response);
        }
    }

    /** As it is: the servlet API would rewrite {@code ; charset=utf-8} as {@code ;charset=utf-8}. */
    void contentType(String value) {
        coyote.setContentTypeNoCharset(value);
    }

    /** How long a client may leave a full socket unread before it is given up. */
    void writeTimeout(Duration limit) {
        SocketWrapperBase<?> socket = ExactProtocol.socket(coyote.getRequest());
        if (socket != null) {
            socket.setWriteTimeout(limit.toMillis());
        }
    }

    /**
     * Closes at once, in the middle of what is being sent. A chunked or counted answer is then visibly incomplete; one
     * that only the end of the connection would end (HTTP/1.0) is reset.
     */
    void cut() {
        SocketChannel channel = channel();
        if (channel != null && !coyote.getRequest().protocol().equals("HTTP/1.1")) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException gone) {
                return;
            }
        }
        coyote.action(ActionCode.CLOSE_NOW, new IOException("the answer broke off"));
    }

    private @Nullable SocketChannel channel() {
        NioChannel channel = nio();
        return channel == null ? null : channel.getIOChannel();
    }

    /** The unencrypted channel to watch; null when there is none, or when its bytes are TLS records. */
    @Nullable
    NioChannel nio() {
        SocketWrapperBase<?> socket = ExactProtocol.socket(coyote.getRequest());
        return socket != null
                        && socket.getSocket() instanceof NioChannel channel
                        && !(channel instanceof SecureNioChannel)
                ? channel
                : null;
    }
}
