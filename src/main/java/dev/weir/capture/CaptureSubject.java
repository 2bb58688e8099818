package dev.weir.capture;

import java.net.SocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which streams a capture records. */
public sealed interface CaptureSubject {

    /** Name of the listener. */
    String listener();

    /** One stream that is open already. */
    record OpenStream(String listener, long id) implements CaptureSubject {}

    /**
     * The next streams of a listener.
     *
     * @param client the clients whose streams are recorded, as text; {@code null} for all
     * @param clients whether a client is one of them
     * @param count number of streams, positive
     */
    record NextStreams(String listener, @Nullable String client, Predicate<SocketAddress> clients, int count)
            implements CaptureSubject {}
}
