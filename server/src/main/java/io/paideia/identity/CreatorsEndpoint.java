package io.paideia.identity;

import io.paideia.http.Creation;
import io.paideia.http.Creation.Created;
import io.paideia.http.Fields;
import io.paideia.http.Problem;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Creators, as platforms bring them. */
@RestController
final class CreatorsEndpoint {

    private static final int LONGEST_NAME = 200;

    private final Creators creators;
    private final Creation creation;

    record NewCreator(@Nullable String name, @Nullable String email) {}

    CreatorsEndpoint(Creators creators, Creation creation) {
        this.creators = creators;
        this.creation = creation;
    }

    @Needs("catalog:write")
    @PostMapping("/v1/creators")
    ResponseEntity<String> create(
            @RequestBody NewCreator creator,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Optional<String> email = Email.normal(creator.email());
        new Fields()
                .text("/name", creator.name(), LONGEST_NAME)
                .check("/email", email.isPresent(), "must be an e-mail address")
                .done();
        String name = String.valueOf(creator.name()).strip();
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST /v1/creators",
                creator,
                id -> created(id, creators.add(new CreatorId(id), name, email.orElseThrow())));
    }

    @Needs("catalog:write")
    @GetMapping("/v1/creators/{id}")
    Creator read(@PathVariable String id) {
        return creators.find(CreatorId.parse(id)).orElseThrow(() -> Problem.notFound("creator"));
    }

    private static Created created(UUID asked, Creator creator) {
        String location = "/v1/creators/" + creator.id();
        return creator.id().value().equals(asked)
                ? new Created(location, creator)
                : Created.before(location, creator);
    }
}
