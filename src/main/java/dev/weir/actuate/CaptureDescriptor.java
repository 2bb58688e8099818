package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.capture.Capture;
import dev.weir.capture.CaptureEnd;
import dev.weir.capture.CaptureOptions;
import dev.weir.capture.CaptureStatus;
import dev.weir.capture.CaptureSubject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a capture, for operators. What it does not have is left out.
 *
 * @param state running, done, or full if there was no room for more
 * @param ended why it has ended: streams_ended, duration, max_bytes, memory or failed
 * @param listener the listener whose streams are recorded
 * @param stream the one stream that is recorded; without it, the next streams of the listener are
 * @param client the client, or the block of clients, whose streams are recorded
 * @param next number of streams to record
 * @param streams number of streams recorded so far
 * @param packets packets in the file
 * @param bytes length of the file
 * @param remainingMs milliseconds until it ends by itself
 * @param payload none, 256 or all
 * @param dissector the Wireshark dissector of the messages
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CaptureDescriptor(
        long id,
        String state,
        @Nullable String ended,
        String listener,
        @Nullable Long stream,
        @Nullable String client,
        @Nullable Integer next,
        int streams,
        long packets,
        long bytes,
        Instant since,
        @Nullable Instant until,
        long remainingMs,
        String payload,
        @Nullable String dissector,
        long maxBytes) {

    static CaptureDescriptor of(Capture capture) {
        CaptureStatus status = capture.status();
        CaptureOptions options = capture.options();
        CaptureEnd end = status.end();
        var open = capture.subject() instanceof CaptureSubject.OpenStream stream ? stream : null;
        var next = capture.subject() instanceof CaptureSubject.NextStreams streams ? streams : null;
        return new CaptureDescriptor(
                capture.id(),
                state(end),
                end == null ? null : end.label(),
                capture.subject().listener(),
                open == null ? null : open.id(),
                next == null ? null : next.client(),
                next == null ? null : next.count(),
                status.streams(),
                status.packets(),
                status.bytes(),
                status.since(),
                status.until(),
                TimeUnit.NANOSECONDS.toMillis(status.remainingNanos()),
                options.payload().label(),
                options.dissector(),
                options.maxBytes());
    }

    /**
     * Returns those that are running, and of the others the last.
     *
     * @param captures oldest first
     * @param max number of those that have ended
     */
    static List<CaptureDescriptor> latest(Collection<Capture> captures, int max) {
        var latest = new ArrayDeque<CaptureDescriptor>();
        int ended = 0;
        for (CaptureDescriptor capture :
                captures.stream().map(CaptureDescriptor::of).toList().reversed()) {
            if (capture.ended() == null || ended++ < max) {
                latest.addFirst(capture);
            }
        }
        return List.copyOf(latest);
    }

    private static String state(@Nullable CaptureEnd end) {
        if (end == null) {
            return "running";
        }
        return end.isFull() ? "full" : "done";
    }
}
