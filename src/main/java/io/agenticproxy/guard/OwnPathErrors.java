package io.agenticproxy.guard;

import io.agenticproxy.wire.ApiError;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Errors that the servlet container reports behind the guards, in the API's shape instead of a page: of Spring MVC on our
 * own paths (an unknown actuator page, say), and of a body that broke off, on any path: there Tomcat takes the answer
 * out of the route's hands.
 */
@RestController
final class OwnPathErrors implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = code instanceof Integer c ? c : 404;
        ApiError error = error(status);
        HttpHeaders headers = new HttpHeaders();
        error.headers().forEach(field -> headers.add(field.name(), field.value()));
        return new ResponseEntity<>(error.body(), headers, status);
    }

    private static ApiError error(int status) {
        return switch (status) {
            case 400 -> ApiError.of(status, "The proxy could not read the request to its end.");
            case 404 -> ApiError.of(status, "The proxy has no such page.");
            case 408 -> ApiError.retryable(status, "The request's body stopped arriving for too long.");
            default -> ApiError.of(status, "The proxy could not answer this request of its own.");
        };
    }
}
