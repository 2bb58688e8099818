package dev.weir.autoconfigure;

import dev.weir.linux.LinuxSockets;
import dev.weir.server.ListenerBinder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what listeners bind: {@code weir.transport}. */
final class ListenerBinders {

    private static final Logger log = LoggerFactory.getLogger(ListenerBinders.class);

    private ListenerBinders() {}

    static ListenerBinder of(WeirProperties.TransportType type) {
        return of(type, LinuxSockets::unavailability);
    }

    /** @param unavailability why Linux's system calls cannot be used, {@code null} if they can; asked for only if needed */
    static ListenerBinder of(WeirProperties.TransportType type, Supplier<@Nullable String> unavailability) {
        return switch (type) {
            case AUTO -> auto(unavailability.get());
            case JDK -> ListenerBinder.SOCKETS;
            case LINUX -> linux(unavailability.get());
        };
    }

    private static ListenerBinder auto(@Nullable String unavailability) {
        if (unavailability != null) {
            log.info("Listeners use the JDK's sockets, not Linux's system calls: {}", unavailability);
            return ListenerBinder.SOCKETS;
        }
        return new LinuxBinder();
    }

    private static ListenerBinder linux(@Nullable String unavailability) {
        if (unavailability != null) {
            throw new InvalidSettingException(
                    "weir.transport: linux cannot be used here: " + unavailability + ".",
                    "Remove it, or set it to jdk, for the JDK's sockets.");
        }
        return new LinuxBinder();
    }
}
