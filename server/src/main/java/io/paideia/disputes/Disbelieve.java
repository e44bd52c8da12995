package io.paideia.disputes;

import io.paideia.channels.Disputes;
import io.paideia.channels.Notices;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.payments.Contested;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Acts on a notice of a dispute that the channel, when asked, does not confirm: nothing is held,
 * and a person looks at it.
 */
@Component
final class Disbelieve implements Handler<Disbelieve.Rumour, Boolean> {

    private final Contested contested;
    private final Notices notices;

    Disbelieve(Contested contested, Notices notices) {
        this.contested = contested;
        this.notices = notices;
    }

    /** What a notice told, and why it is not believed. */
    record Rumour(String channel, Disputes.Dispute told, String why, UUID notice) {}

    @Override
    public List<Boolean> handle(List<Rumour> commands, Batch batch) throws SQLException {
        for (Rumour rumour : commands) {
            Optional<Contested.Sale> sale =
                    contested.find(
                            batch,
                            rumour.channel(),
                            rumour.told().reference(),
                            rumour.told().trade());
            if (sale.isPresent()) {
                contested.alarm(
                        batch,
                        "dispute_unknown",
                        sale.get(),
                        "A notice tells of the dispute "
                                + rumour.told().id()
                                + ": "
                                + rumour.why());
            }
        }
        notices.acted(batch, commands.stream().map(Rumour::notice).toList());
        return Collections.nCopies(commands.size(), true);
    }
}
