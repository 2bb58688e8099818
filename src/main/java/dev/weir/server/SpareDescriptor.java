package dev.weir.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is held for the time when there are no others: given up then, it lets a log line be written, a class be
 * loaded or the management port accept a probe. For the accept thread.
 */
final class SpareDescriptor {

    private @Nullable SocketChannel channel;

    SpareDescriptor() {
        take();
    }

    /** Holds one again, if there is one. */
    void take() {
        if (channel == null) {
            try {
                channel = SocketChannel.open();
            } catch (IOException _) {
                // The shortage goes on; it is taken after the next accept that succeeds.
            }
        }
    }

    void release() {
        SocketChannel held = channel;
        channel = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException _) {
                // The descriptor is released all the same (close(2)).
            }
        }
    }
}
