package io.paideia.identity;

import io.paideia.http.Creation;
import io.paideia.http.Creation.Created;
import io.paideia.http.Fields;
import io.paideia.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** People, as platforms bring them and the operator gives them a password. */
@RestController
final class UsersEndpoint {

    private static final int LONGEST_NAME = 200;
    private static final int SHORTEST_PASSWORD = 8;

    private final People people;
    private final Passwords passwords;
    private final Creation creation;

    record NewUser(@Nullable String email, @Nullable String name) {}

    record NewPassword(@Nullable String password) {}

    record UserBody(UserId id, String email, String name) {
        static UserBody of(Person person) {
            return new UserBody(person.id(), person.email(), person.name());
        }
    }

    UsersEndpoint(People people, Passwords passwords, Creation creation) {
        this.people = people;
        this.passwords = passwords;
        this.creation = creation;
    }

    @Needs("users:write")
    @PostMapping("/v1/users")
    ResponseEntity<String> create(
            @RequestBody NewUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Optional<String> email = Email.normal(user.email());
        new Fields()
                .check("/email", email.isPresent(), "must be an e-mail address")
                .text("/name", user.name(), LONGEST_NAME)
                .done();
        String name = String.valueOf(user.name()).strip();
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST /v1/users",
                user,
                id -> created(id, people.add(new UserId(id), email.orElseThrow(), name)));
    }

    @Needs("users:write")
    @GetMapping("/v1/users/{id}")
    UserBody read(@PathVariable String id) {
        return people.find(UserId.parse(id))
                .map(UserBody::of)
                .orElseThrow(() -> Problem.notFound("user"));
    }

    @Needs("operator")
    @PutMapping("/v1/users/{id}/password")
    ResponseEntity<Void> password(@PathVariable String id, @RequestBody NewPassword body) {
        UserId user = UserId.parse(id);
        String password = body.password() == null ? "" : body.password();
        new Fields()
                .require("/password", body.password())
                .check(
                        "/password",
                        password.length() >= SHORTEST_PASSWORD
                                && password.getBytes(StandardCharsets.UTF_8).length
                                        <= Passwords.MOST_BYTES,
                        "must have at least "
                                + SHORTEST_PASSWORD
                                + " characters and at most "
                                + Passwords.MOST_BYTES
                                + " bytes")
                .done();
        if (!people.setPassword(user, passwords.hash(password))) {
            throw Problem.notFound("user");
        }
        return ResponseEntity.noContent().build();
    }

    private static Created created(UUID asked, Person person) {
        String location = "/v1/users/" + person.id();
        return person.id().value().equals(asked)
                ? new Created(location, UserBody.of(person))
                : Created.before(location, UserBody.of(person));
    }
}
