package io.paideia.channels;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Marks notices acted that change nothing by themselves. */
@Component
public final class NoticeActed implements Handler<UUID, Boolean> {

    private final Notices notices;

    NoticeActed(Notices notices) {
        this.notices = notices;
    }

    @Override
    public List<Boolean> handle(List<UUID> ids, Batch batch) throws SQLException {
        notices.acted(batch, ids);
        return Collections.nCopies(ids.size(), true);
    }
}
