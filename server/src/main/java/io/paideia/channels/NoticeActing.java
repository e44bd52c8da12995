package io.paideia.channels;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Acts on stored notices: at once in a thread of its own, and later again on those that a killed
 * server left behind. Acting is repeatable, so two servers that pick up the same notice do no harm.
 */
@Component
final class NoticeActing {

    private static final Logger log = LoggerFactory.getLogger(NoticeActing.class);
    private static final int AT_ONCE = 256;
    private static final int AT_A_TIME = 100;

    /** Each is twice as long after the notice's coming as the one before: the last after weeks. */
    private static final int MOST_TRIES = 20;

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final Channels channels;
    private final NoticeListener listener;
    private final JdbcClient sql;
    private final JsonMapper mapper;
    private final Semaphore room = new Semaphore(AT_ONCE);

    NoticeActing(Channels channels, NoticeListener listener, JdbcClient sql, JsonMapper mapper) {
        this.channels = channels;
        this.listener = listener;
        this.sql = sql;
        this.mapper = mapper;
    }

    /** Acts soon; if too much is going on already, the sweep takes it. */
    void begin(UUID id, String channel, NoticeReading.Genuine reading) {
        if (room.tryAcquire()) {
            Thread.ofVirtual()
                    .name("notice-" + id)
                    .start(
                            () -> {
                                try {
                                    listener.act(id, channel, reading);
                                } catch (RuntimeException e) {
                                    log.warn("Notice {} could not be acted on yet", id, e);
                                } finally {
                                    room.release();
                                }
                            });
        }
    }

    private record Stored(
            UUID id, String channel, String headers, String body, long waitedMillis) {}

    @Scheduled(fixedDelayString = "${paideia.channels.sweep:3s}")
    void sweep() {
        List<Stored> left =
                sql.sql(
                                """
                                UPDATE channels.notice SET tries = tries + 1
                                 WHERE id IN (SELECT id FROM channels.notice
                                               WHERE verdict = 'genuine' AND acted_at IS NULL AND tries < ?
                                                 AND received_at < now() - make_interval(secs => 3 * power(2, tries))
                                               ORDER BY received_at LIMIT ? FOR UPDATE SKIP LOCKED)
                                RETURNING id, channel, headers, body,
                                          (extract(epoch FROM now() - received_at) * 1000)::bigint AS waited_millis
                                """)
                        .param(MOST_TRIES)
                        // A try is only spent where there is room to act.
                        .param(Math.min(AT_A_TIME, room.availablePermits()))
                        .query(Stored.class)
                        .list();
        for (Stored notice : left) {
            RawNotice raw =
                    new RawNotice(
                            notice.channel(),
                            mapper.readValue(notice.headers(), HEADERS),
                            notice.body(),
                            Duration.ofMillis(notice.waitedMillis()),
                            true);
            try {
                take(notice, raw);
            } catch (RuntimeException e) {
                log.warn("Notice {} could not be read again yet", notice.id(), e);
            }
        }
    }

    private void take(Stored notice, RawNotice raw) {
        channels.named(notice.channel())
                .map(channel -> channel.read(raw))
                .ifPresent(
                        reading -> {
                            if (reading instanceof NoticeReading.Genuine genuine) {
                                begin(notice.id(), notice.channel(), genuine);
                            }
                        });
    }
}
