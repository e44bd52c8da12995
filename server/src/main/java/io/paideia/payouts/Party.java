package io.paideia.payouts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import io.paideia.ledger.Account;
import io.paideia.money.Currency;
import java.util.Arrays;
import java.util.UUID;

/**
 * Whose money is sent: a buyer's from the wallet, a creator's or a platform's from what is
 * available. Immutable.
 */
record Party(Kind kind, UUID value) {

    /** What a party is, by the prefix of its id. */
    enum Kind {
        BUYER("usr", "user"),
        CREATOR("cre", "creator"),
        PLATFORM("plt", "platform");

        private final String prefix;
        private final String word;

        Kind(String prefix, String word) {
            this.prefix = prefix;
            this.word = word;
        }

        /** As problems name it. */
        String word() {
            return word;
        }
    }

    /**
     * Reads {@code usr_…}, {@code cre_…} or {@code plt_…}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    @JsonCreator
    static Party parse(String text) {
        Kind kind =
                Arrays.stream(Kind.values())
                        .filter(known -> text.startsWith(known.prefix + "_"))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "must be a usr_, cre_ or plt_ id"));
        return new Party(kind, TypeId.parse(kind.prefix, text));
    }

    /** Where the money is before it is sent. */
    Account source(Currency currency) {
        return switch (kind) {
            case BUYER -> Account.wallet(toString(), currency);
            case CREATOR, PLATFORM -> Account.of(code(), Account.Stage.AVAILABLE, currency);
        };
    }

    Account inTransit(Currency currency) {
        return Account.of(code(), Account.Stage.IN_TRANSIT, currency);
    }

    Account returned(Currency currency) {
        return Account.of(code(), Account.Stage.RETURNED, currency);
    }

    private String code() {
        return switch (kind) {
            case BUYER -> "buyer:" + this;
            case CREATOR -> "creator:" + this;
            case PLATFORM -> "platform:" + this;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(kind.prefix, value);
    }
}
