package io.paideia.http;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Makes addresses that people outside can follow: under {@code paideia.public-url} where that is
 * set, as behind a proxy it should be, else under the address that the request was sent to.
 */
@Component
public final class PublicLinks {

    private final String base;

    PublicLinks(@Value("${paideia.public-url:}") String base) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    /**
     * The whole address of a page of ours; only within a request.
     *
     * @param path begins with a slash
     */
    public String to(String path) {
        return base.isEmpty()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().path(path).toUriString()
                : base + path;
    }
}
