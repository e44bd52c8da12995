package io.paideia.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** The people of the alliance: one e-mail is one person, on every platform. Thread-safe. */
@Service
public final class People {

    private static final String SELECT = "SELECT id, email, name FROM identity.person ";

    private static final String INSERT =
            """
            INSERT INTO identity.person (id, email, name) VALUES (:id, :email, :name)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcClient database;

    People(JdbcClient database) {
        this.database = database;
    }

    public Optional<Person> find(UserId id) {
        return database.sql(SELECT + "WHERE id = ?")
                .param(id.value())
                .query((row, i) -> person(row))
                .optional();
    }

    /** The person of this e-mail, which may be written in any case. */
    public Optional<Person> findByEmail(String email) {
        return Email.normal(email).flatMap(this::byNormal);
    }

    /**
     * The person of this e-mail: made under this id, or whoever had it before, whose name stays.
     *
     * @param email in its one form
     */
    Person add(UserId id, String email, String name) {
        database.sql(INSERT)
                .param("id", id.value())
                .param("email", email)
                .param("name", name)
                .update();
        return byNormal(email).orElseThrow();
    }

    /** Whether there is such a person, whose password this now is. */
    boolean setPassword(UserId id, String hash) {
        return database.sql("UPDATE identity.person SET password_hash = :hash WHERE id = :id")
                        .param("hash", hash)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private Optional<Person> byNormal(String email) {
        return database.sql(SELECT + "WHERE email = ?")
                .param(email)
                .query((row, i) -> person(row))
                .optional();
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                new UserId(row.getObject("id", UUID.class)),
                row.getString("email"),
                row.getString("name"));
    }
}
