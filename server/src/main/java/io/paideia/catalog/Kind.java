package io.paideia.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** The kinds of paid knowledge. */
public enum Kind {
    COURSE,
    EBOOK,
    ARTICLE,
    CONSULTATION,
    MEMBERSHIP,
    QUESTION;

    /** As JSON, the database and the rules of {@code terms} have it: the name in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> find(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @JsonCreator
    static Kind of(String word) {
        return find(word)
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of product"));
    }
}
