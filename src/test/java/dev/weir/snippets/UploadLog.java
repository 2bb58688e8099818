package dev.weir.snippets;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedEvent;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Shown by {@link ConnectionObserver}. */
// @start region="observer"
@Component
final class UploadLog implements ConnectionObserver {

    private static final Logger log = LoggerFactory.getLogger(UploadLog.class);

    @Override
    public Set<ObservedEvent> events() {
        return Set.of(ObservedEvent.CLOSED);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        if (connection.bytesRead() > 1_000_000) {
            log.info("{} uploaded {} bytes: {}", connection.info().remoteAddress(), connection.bytesRead(), cause);
        }
    }
}
// @end
