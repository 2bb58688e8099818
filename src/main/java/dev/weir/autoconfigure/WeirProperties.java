package dev.weir.autoconfigure;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings as they are written.
 *
 * @param listeners the listeners by name
 */
@ConfigurationProperties(prefix = "weir", ignoreUnknownFields = false)
public record WeirProperties(@DefaultValue Map<String, Listener> listeners) {

    /**
     * One listener.
     *
     * @param address where to listen: host:port, [v6]:port, :port for all interfaces, or unix:/path
     * @param handler name of the handler bean; built in are echo, discard, chargen and daytime
     * @param enabled whether the listener is there at all
     * @param backlog connections that may wait to be accepted
     * @param bufferSize size that each of a stream's two buffers grows to
     * @param socket options of the sockets
     */
    public record Listener(
            @Nullable String address,
            @Nullable String handler,
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1024") int backlog,
            @DefaultValue("16KB") DataSize bufferSize,
            @DefaultValue Socket socket) {}

    /**
     * Options of a listener's sockets.
     *
     * @param noDelay send what is flushed at once (TCP_NODELAY)
     * @param keepAlive probe silent connections (SO_KEEPALIVE)
     * @param receiveBuffer size of the kernel's receive buffer (SO_RCVBUF); the operating system's own choice by default
     * @param sendBuffer size of the kernel's send buffer (SO_SNDBUF); the operating system's own choice by default
     * @param linger how long a close may wait in the kernel (SO_LINGER); zero resets the connection
     * @param reusePort let several processes share the port (SO_REUSEPORT)
     */
    public record Socket(
            @DefaultValue("true") boolean noDelay,
            @DefaultValue("true") boolean keepAlive,
            @Nullable DataSize receiveBuffer,
            @Nullable DataSize sendBuffer,
            @Nullable Duration linger,
            @DefaultValue("false") boolean reusePort) {}
}
