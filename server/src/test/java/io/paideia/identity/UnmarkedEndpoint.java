package io.paideia.identity;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An endpoint whose author forgot {@link Needs}. */
@RestController
final class UnmarkedEndpoint {

    @GetMapping("/v1/unmarked")
    String open() {
        return "everybody reads this";
    }
}
