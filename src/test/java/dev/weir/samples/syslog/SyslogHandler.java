package dev.weir.samples.syslog;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Adds each message to the journal. A message that cannot be read is logged, and the sender's next one is read. */
@Component("syslog")
final class SyslogHandler implements FrameHandler<SyslogMessage, Void> {

    private final Consumer<SyslogMessage> journal;

    SyslogHandler(Consumer<SyslogMessage> journal) {
        this.journal = journal;
    }

    @Override
    public @Nullable Void handle(SyslogMessage message, FrameSession session) {
        journal.accept(message);
        return null;
    }
}
