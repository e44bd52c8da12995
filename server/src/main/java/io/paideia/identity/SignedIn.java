package io.paideia.identity;

import java.security.Principal;

/** The person who is signed in on the pages; {@code @AuthenticationPrincipal} gives it. */
public record SignedIn(UserId userId, String name, String email) implements Principal {

    @Override
    public String getName() {
        return userId.toString();
    }
}
