package io.paideia.payouts;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Transfers;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.CreatorId;
import io.paideia.identity.Creators;
import io.paideia.identity.People;
import io.paideia.identity.PlatformId;
import io.paideia.identity.Platforms;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Whether a payout can be tried at all: the caller, the party, the channel, the payee. Nothing is
 * changed and no provider is asked. Thread-safe.
 */
@Component
final class Checking {

    private final Channels channels;
    private final People people;
    private final Creators creators;
    private final Platforms platforms;
    private final Clock clock;

    Checking(
            Channels channels, People people, Creators creators, Platforms platforms, Clock clock) {
        this.channels = channels;
        this.people = people;
        this.creators = creators;
        this.platforms = platforms;
        this.clock = clock;
    }

    /** Whether the caller may send this party's money: operators all, a platform its own. */
    static boolean covers(Caller caller, Party party) {
        return caller.operator()
                || (party.kind() == Party.Kind.PLATFORM
                        && party.value().equals(caller.platform().value()));
    }

    /**
     * The payout that is asked for.
     *
     * @throws Problem if it surely cannot be
     */
    Payout wanted(PayoutId id, Caller caller, Party party, Money amount, Destination destination) {
        if (!covers(caller, party) || !exists(party)) {
            String word = party.kind().word();
            throw Problem.unprocessable(word + "_not_found", "There is no such " + word);
        }
        Transfers channel = channel(destination.channel());
        if (!channel.takes(amount.currency())) {
            throw Problem.unprocessable(
                    "currency_unsupported",
                    destination.channel() + " does not send " + amount.currency());
        }
        Payout wanted =
                Payout.wanted(id, party, told(caller, party), amount, destination, clock.instant());
        channel.objection(wanted.transfer())
                .ifPresent(
                        objection -> {
                            throw refused(objection);
                        });
        return wanted;
    }

    /** A platform hears of its own money whoever sends it; of others' hears who asked. */
    private static PlatformId told(Caller caller, Party party) {
        return party.kind() == Party.Kind.PLATFORM
                ? new PlatformId(party.value())
                : caller.platform();
    }

    private boolean exists(Party party) {
        return switch (party.kind()) {
            case BUYER -> people.find(new UserId(party.value())).isPresent();
            case CREATOR -> creators.find(new CreatorId(party.value())).isPresent();
            case PLATFORM -> platforms.find(new PlatformId(party.value())).isPresent();
        };
    }

    private Transfers channel(String name) {
        Channel channel =
                channels.named(name)
                        .orElseThrow(
                                () ->
                                        Problem.unprocessable(
                                                "channel_unknown", "No such channel: " + name));
        if (channel instanceof Transfers transfers) {
            return transfers;
        }
        throw Problem.unprocessable("payout_unsupported", name + " sends no money");
    }

    private static Problem refused(Transfers.Objection objection) {
        return switch (objection.part()) {
            case "currency" -> Problem.unprocessable("currency_unsupported", objection.message());
            case "amount" -> Problem.invalid("/amount", objection.message());
            default -> Problem.invalid("/destination/" + objection.part(), objection.message());
        };
    }
}
