package dev.weir.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor in reserve. Released when the process has run out of descriptors, it allows a log line to be written, a
 * class to be loaded or the management port to accept a probe. For the accept thread only.
 */
final class SpareDescriptor {

    private @Nullable SocketChannel channel;

    SpareDescriptor() {
        take();
    }

    /** Reserves a descriptor, if one is available. */
    void take() {
        if (channel == null) {
            try {
                channel = SocketChannel.open();
            } catch (IOException _) {
                // The shortage continues; the next accept that succeeds tries again.
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
