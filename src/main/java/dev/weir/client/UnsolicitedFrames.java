package dev.weir.client;

import dev.weir.observe.ClientStatistics;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes frames that no caller waits for to the application. Any thread. */
final class UnsolicitedFrames<R> {

    private static final Logger log = LoggerFactory.getLogger(UnsolicitedFrames.class);

    private final String client;
    private volatile @Nullable Consumer<? super R> consumer;

    UnsolicitedFrames(String client) {
        this.client = client;
    }

    void setConsumer(@Nullable Consumer<? super R> value) {
        consumer = value;
    }

    /** Returns what receives the frames of all connections, and counts those that nothing receives. */
    Arrivals<R> countedBy(ClientStatistics statistics) {
        return new Counted<>(this, statistics);
    }

    private record Counted<R>(UnsolicitedFrames<R> frames, ClientStatistics statistics) implements Arrivals<R> {

        @Override
        public boolean unsolicited(R frame) {
            boolean taken = frames.pass(frame);
            if (!taken) {
                statistics.frameDropped();
            }
            return taken;
        }

        @Override
        public void late() {
            statistics.lateReply();
        }
    }

    private boolean pass(R frame) {
        Consumer<? super R> current = consumer;
        if (current == null) {
            return false;
        }
        try {
            current.accept(frame);
        } catch (RuntimeException e) {
            log.error("client {}: the consumer of unsolicited frames failed", client, e);
        }
        return true;
    }
}
