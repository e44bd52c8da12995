package io.paideia.identity;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stands in for a page with a form: shows the token that the form would carry. */
@RestController
final class FormTokenPage {

    @GetMapping("/shop/test-token")
    String token(CsrfToken token) {
        return token.getToken();
    }
}
