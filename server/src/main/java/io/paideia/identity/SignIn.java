package io.paideia.identity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Signs people in by e-mail and password. Each try is counted before the password is looked at, in
 * one statement, so that neither several servers nor a hundred tries at once allow more than ten in
 * ten minutes. Thread-safe.
 *
 * <p>An unknown e-mail, a person without a password and a wrong one look and last the same.
 */
final class SignIn implements AuthenticationProvider {

    private static final int TRIES = 10;

    private static final String COUNT =
            """
            INSERT INTO identity.sign_in_try AS t (email, since, tries)
            VALUES (:email, now(), 1)
            ON CONFLICT (email) DO UPDATE
               SET since = CASE WHEN t.since < now() - interval '10 minutes' THEN now() ELSE t.since END,
                   tries = CASE WHEN t.since < now() - interval '10 minutes' THEN 1 ELSE t.tries + 1 END
            RETURNING tries
            """;

    private static final String FIND =
            """
            SELECT id, name, email, password_hash FROM identity.person WHERE email = :email
            """;

    private final JdbcClient database;
    private final Passwords passwords;
    private final String nobody;

    private record Row(UUID id, String name, String email, @Nullable String hash) {}

    SignIn(JdbcClient database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
        this.nobody = passwords.hash("nobody has this password");
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        Optional<String> email = Email.normal(asked.getName());
        if (email.isEmpty() || !(asked.getCredentials() instanceof String password)) {
            throw refused();
        }
        if (count(email.get()) > TRIES) {
            throw new LockedException("Too many tries");
        }
        Optional<Row> person =
                database.sql(FIND)
                        .param("email", email.get())
                        .query(
                                (row, i) ->
                                        new Row(
                                                row.getObject("id", UUID.class),
                                                row.getString("name"),
                                                row.getString("email"),
                                                row.getString("password_hash")))
                        .optional();
        String hash = person.map(Row::hash).orElse(null);
        boolean right = passwords.matches(password, hash == null ? nobody : hash);
        if (!right || hash == null) {
            throw refused();
        }
        forget(email.get());
        return signedIn(person.orElseThrow());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private int count(String email) {
        return database.sql(COUNT).param("email", email).query(Integer.class).single();
    }

    private void forget(String email) {
        database.sql("DELETE FROM identity.sign_in_try WHERE email = :email")
                .param("email", email)
                .update();
    }

    private static Authentication signedIn(Row person) {
        SignedIn principal = new SignedIn(new UserId(person.id), person.name, person.email);
        return UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
    }

    private static BadCredentialsException refused() {
        return new BadCredentialsException("E-mail or password are wrong");
    }
}
