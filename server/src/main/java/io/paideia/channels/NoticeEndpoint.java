package io.paideia.channels;

import io.paideia.http.Problem;
import io.paideia.ids.TypeId;
import io.paideia.lane.Lane;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /channels/<channel>/notify}, what providers call. A notice is read and stored with
 * its verdict, the provider is answered in its own way, and then it is acted on. Of those that are
 * refused only the beginning is stored, and of those that may be a stranger's not all.
 */
@RestController
final class NoticeEndpoint {

    private static final Set<String> UNINTERESTING = Set.of("cookie", "authorization");

    private final Channels channels;
    private final Notices notices;
    private final NoticeListener listener;
    private final NoticeActing acting;
    private final NoticeKeeping keeping;
    private final Lane lane;

    NoticeEndpoint(
            Channels channels,
            Notices notices,
            NoticeListener listener,
            NoticeActing acting,
            NoticeKeeping keeping,
            Lane lane) {
        this.channels = channels;
        this.notices = notices;
        this.listener = listener;
        this.acting = acting;
        this.keeping = keeping;
        this.lane = lane;
    }

    @PostMapping("/channels/{name}/notify")
    ResponseEntity<String> receive(@PathVariable String name, HttpServletRequest request)
            throws IOException {
        Channel channel = channels.named(name).orElseThrow(() -> Problem.notFound("channel"));
        RawNotice raw =
                new RawNotice(
                        name,
                        headers(request),
                        new String(
                                request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        Channel.Acknowledgement answer = channel.acknowledge(take(channel, raw));
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.parseMediaType(answer.contentType()))
                .body(answer.body());
    }

    private Channel.NoticeVerdict take(Channel channel, RawNotice raw) {
        UUID id = TypeId.next();
        return switch (channel.read(raw)) {
            case NoticeReading.Genuine genuine -> {
                Optional<String> objection = listener.objection(raw.channel(), genuine);
                if (objection.isPresent()) {
                    yield refuse(id, channel, raw, objection.get(), genuine.reference());
                }
                lane.call(
                        notices,
                        new Notices.Received(
                                id, channel.kept(raw), "genuine", null, genuine.reference()));
                acting.begin(id, raw.channel(), genuine);
                yield Channel.NoticeVerdict.TAKEN;
            }
            case NoticeReading.Refused refused ->
                    refuse(id, channel, raw, refused.why(), refused.reference());
            case NoticeReading.Irrelevant irrelevant -> {
                lane.call(
                        notices,
                        new Notices.Received(
                                id, channel.kept(raw), "irrelevant", irrelevant.why(), null));
                yield Channel.NoticeVerdict.TAKEN;
            }
        };
    }

    /** With a reference the provider signed it, so that somebody should look. */
    private Channel.NoticeVerdict refuse(
            UUID id, Channel channel, RawNotice raw, String why, @Nullable String reference) {
        boolean surelyProviders = reference != null && channel.noticesProve();
        if (surelyProviders || keeping.admits(raw.channel())) {
            RawNotice kept = NoticeKeeping.shortened(channel.kept(raw));
            lane.call(notices, new Notices.Received(id, kept, "refused", why, reference));
        }
        if (reference != null) {
            listener.suspicious(id, raw.channel(), reference, why);
        }
        return Channel.NoticeVerdict.REFUSED;
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!UNINTERESTING.contains(lower)) {
                headers.put(lower, request.getHeader(name));
            }
        }
        return headers;
    }
}
