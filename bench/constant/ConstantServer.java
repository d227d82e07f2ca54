import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/**
 * The proxy's Tomcat without the proxy: same version, same kind of threads, same connector settings where they cost
 * time. One servlet reads a request's body and answers with always the same JSON. Its arguments are a folder for Tomcat
 * and the file with that JSON; it prints its port.
 */
public final class ConstantServer {
    private ConstantServer() {}

    public static void main(String[] arguments) throws Exception {
        byte[] answer = Files.readAllBytes(Path.of(arguments[1]));
        Http11NioProtocol http = new Http11NioProtocol();
        http.setMaxKeepAliveRequests(-1);
        http.setMaxConnections(4_000);
        http.setMaxHttpRequestHeaderSize(32 * 1_024);
        http.setMaxThreads(2_000);
        if (Runtime.version().feature() >= 21) {
            http.setExecutor(new VirtualThreadExecutor("constant-"));
        }
        Connector connector = new Connector(http);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[0]);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "constant", new Constant(answer));
        context.addServletMappingDecoded("/", "constant");
        tomcat.start();
        System.out.println("constant on " + connector.getLocalPort());
        tomcat.getServer().await();
    }

    private static final class Constant extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient byte[] answer;

        Constant(byte[] answer) {
            this.answer = answer;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.setContentType("application/json");
            response.setContentLength(answer.length);
            response.getOutputStream().write(answer);
        }
    }
}
