package io.agenticproxy.guard;

import io.agenticproxy.wire.ApiError;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors of Spring MVC on our own paths (an unknown actuator page, say), in the API's shape instead of a page. */
@RestController
final class OwnPathErrors implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = code instanceof Integer c ? c : 404;
        ApiError error = ApiError.of(
                status,
                status == 404 ? "The proxy has no such page." : "The proxy could not answer this request of its own.");
        HttpHeaders headers = new HttpHeaders();
        error.headers().forEach(field -> headers.add(field.name(), field.value()));
        return new ResponseEntity<>(error.body(), headers, status);
    }
}
