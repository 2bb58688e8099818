package dev.weir.autoconfigure;

import dev.weir.tls.ClientAuth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings below {@code weir}, as written. The {@code @param} texts are the descriptions that IDEs show for the
 * keys.
 *
 * @param listeners Listeners by name. The name is the value of the metrics' tag "listener".
 * @param clients Clients by name. The name is the value of the metrics' tag "client", and that of the client's bean.
 * @param maxConnections Maximum number of concurrent connections of all listeners together; 0 for no limit. By default
 *     as many as the process's limit of open files allows, less a reserve for the management port and files.
 * @param bufferMemory Maximum memory of all streams' buffers together, beyond the 256 bytes that each buffer may always
 *     have; 0 for no limit. A quarter of the heap by default.
 * @param shutdown How listeners stop.
 * @param accessLog The line that is logged for each connection that has ended.
 * @param observation Whether connections are observed.
 * @param capture Captures of streams, once management.endpoint.tcpcaptures.access allows them.
 * @param transport How listeners reach the operating system's sockets: jdk, by the JDK's channels; linux, by Linux's system
 *     calls, which costs less CPU; auto, linux where that can be used and otherwise jdk.
 * @param carriers The threads that virtual threads run on.
 */
@ConfigurationProperties(prefix = "weir", ignoreUnknownFields = false)
public record WeirProperties(
        @DefaultValue Map<String, Listener> listeners,
        @DefaultValue Map<String, ClientProperties> clients,
        @Nullable Integer maxConnections,
        @Nullable DataSize bufferMemory,
        @DefaultValue Shutdown shutdown,
        @DefaultValue AccessLog accessLog,
        @DefaultValue Observation observation,
        @DefaultValue Capture capture,
        @DefaultValue("auto") TransportType transport,
        @DefaultValue Carriers carriers) {

    /** How listeners reach the operating system's sockets. */
    public enum TransportType {
        AUTO,
        JDK,
        LINUX
    }

    /**
     * The settings of one listener.
     *
     * @param address Address to listen on: host:port, [v6]:port, :port for all interfaces, or unix:/path. Port 0 takes
     *     any free port; 0.0.0.0 is IPv4 only. Required.
     * @param handler Name of the handler bean, a TcpStreamHandler or, with framing, a FrameHandler; or of a built-in handler:
     *     echo, discard, chargen or daytime. Required, unless the listener forwards.
     * @param enabled Whether the listener is started.
     * @param backlog Maximum number of connections that wait to be accepted.
     * @param bufferSize Size up to which each of a stream's two buffers grows, one for reading and one for writing.
     * @param maxConnections Maximum number of concurrent connections; 0 for no limit.
     * @param maxConnectionsPerClient Maximum number of concurrent connections per client IP address, for IPv6 per /64;
     *     0 for no limit.
     * @param acceptRate Maximum number of new connections per second, with a burst of as many; 0 for no limit.
     * @param access Clients that may connect.
     * @param timeout Connection timeouts.
     * @param rate Limits on bytes per second.
     * @param ssl TLS.
     * @param proxyProtocol PROXY protocol of a load balancer in front.
     * @param socket Socket options.
     * @param framing Frames, for handlers of frames. Bytes without frames by default.
     * @param forward Targets that connections are forwarded to, in place of a handler.
     */
    public record Listener(
            @Nullable String address,
            @Nullable String handler,
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1024") int backlog,
            @DefaultValue("16KB") DataSize bufferSize,
            @DefaultValue("10000") int maxConnections,
            @DefaultValue("0") int maxConnectionsPerClient,
            @DefaultValue("0") int acceptRate,
            @DefaultValue Access access,
            @DefaultValue Timeout timeout,
            @DefaultValue Rate rate,
            @DefaultValue Ssl ssl,
            @DefaultValue Proxy proxyProtocol,
            @DefaultValue Socket socket,
            @Nullable FramingProperties framing,
            @Nullable ForwardProperties forward) {}

    /**
     * Clients that may connect.
     *
     * @param allow List of IP addresses and CIDR blocks that may connect; empty for all.
     * @param deny List of IP addresses and CIDR blocks that may not connect, even if allowed.
     */
    public record Access(
            @DefaultValue List<String> allow, @DefaultValue List<String> deny) {}

    /**
     * Connection timeouts; 0 disables one.
     *
     * @param idle Maximum time without a byte in either direction; 0 to disable.
     * @param firstByte Maximum time from the accept to the client's first byte; 0 to disable.
     * @param read Maximum time that a single read may block; 0 to disable.
     * @param write Maximum time that a single write may block because the client does not read; 0 to disable.
     * @param halfClosed Maximum time without a byte once either side has ended its write direction. Replaces idle from
     *     then on; 0 to keep idle.
     * @param handshake Maximum duration of the TLS handshake; 0 to disable.
     * @param lifetime Maximum age of a connection, give or take 10 %; 0 to disable.
     * @param minRate Minimum number of bytes per second, both directions together; a slower connection is closed. 0 to
     *     disable.
     * @param minRateWindow Time over which min-rate is averaged, at least 1s.
     */
    public record Timeout(
            @DefaultValue("10m") Duration idle,
            @DefaultValue("0") Duration firstByte,
            @DefaultValue("0") Duration read,
            @DefaultValue("30s") Duration write,
            @DefaultValue("1m") Duration halfClosed,
            @DefaultValue("10s") Duration handshake,
            @DefaultValue("0") Duration lifetime,
            @DefaultValue("0B") DataSize minRate,
            @DefaultValue("10s") Duration minRateWindow) {}

    /**
     * Limits on bytes per second; a stream that is over one waits.
     *
     * @param read Maximum number of bytes per second that one stream reads, at least 100B; 0 for no limit.
     * @param written Maximum number of bytes per second that one stream writes, at least 100B; 0 for no limit.
     * @param listener Limits on all streams of the listener together, which get equal shares.
     */
    public record Rate(
            @DefaultValue("0B") DataSize read,
            @DefaultValue("0B") DataSize written,
            @DefaultValue ListenerRate listener) {}

    /**
     * Limits on bytes per second of all streams of a listener together.
     *
     * @param read Maximum number of bytes per second that all streams together read, at least 100B; 0 for no limit.
     * @param written Maximum number of bytes per second that all streams together write, at least 100B; 0 for no limit.
     */
    public record ListenerRate(
            @DefaultValue("0B") DataSize read,
            @DefaultValue("0B") DataSize written) {}

    /**
     * TLS.
     *
     * @param bundle Name of the SSL bundle (spring.ssl.bundle) with the certificate. No TLS by default.
     * @param clientAuth Client authentication mode: none, want (a certificate is optional) or need (required).
     * @param serverNameBundles Names of other SSL bundles by the host that the client requests (SNI). A key such as
     *     [*.example.org], in brackets, covers all hosts with exactly one more label.
     * @param applicationProtocols List of application protocols to negotiate (ALPN), in order of preference.
     */
    public record Ssl(
            @Nullable String bundle,
            @DefaultValue("none") ClientAuth clientAuth,
            @DefaultValue Map<String, String> serverNameBundles,
            @DefaultValue List<String> applicationProtocols) {}

    /**
     * PROXY protocol, version 1 or 2: a load balancer in front sends the client's address.
     *
     * @param mode Whether a PROXY protocol header is expected: off, optional or required.
     * @param trusted List of IP addresses and CIDR blocks of the load balancers; a header from any other address is not
     *     believed.
     * @param timeout Maximum time for a load balancer to send the header.
     */
    public record Proxy(
            @DefaultValue("off") ProxyMode mode,
            @DefaultValue List<String> trusted,
            @DefaultValue("5s") Duration timeout) {}

    /** Whether PROXY protocol headers are expected. */
    public enum ProxyMode {
        OFF,
        OPTIONAL,
        REQUIRED
    }

    /**
     * Options of a listener's sockets.
     *
     * @param noDelay Whether flushed bytes are sent at once (TCP_NODELAY).
     * @param keepAlive Whether the operating system probes silent connections (SO_KEEPALIVE).
     * @param keepAliveIdle Silence before the first probe (TCP_KEEPIDLE). The operating system's own choice by default,
     *     two hours with Linux.
     * @param keepAliveInterval Time between two probes (TCP_KEEPINTVL). The operating system's own choice by default.
     * @param keepAliveCount Unanswered probes after which the connection is reset (TCP_KEEPCNT). The operating system's
     *     own choice by default.
     * @param receiveBuffer Size of the kernel's receive buffer (SO_RCVBUF). The operating system's own choice by
     *     default.
     * @param sendBuffer Size of the kernel's send buffer (SO_SNDBUF). The operating system's own choice by default.
     * @param linger Maximum time that a close waits in the kernel for unsent bytes (SO_LINGER), in whole seconds; 0
     *     resets the connection. The operating system's own behaviour by default.
     * @param reusePort Whether several processes may share the port (SO_REUSEPORT).
     */
    public record Socket(
            @DefaultValue("true") boolean noDelay,
            @DefaultValue("true") boolean keepAlive,
            @Nullable Duration keepAliveIdle,
            @Nullable Duration keepAliveInterval,
            @Nullable Integer keepAliveCount,
            @Nullable DataSize receiveBuffer,
            @Nullable DataSize sendBuffer,
            @Nullable Duration linger,
            @DefaultValue("false") boolean reusePort) {}

    /**
     * How listeners stop.
     *
     * @param delay Time between turning "not ready" and closing the ports, for load balancers to notice.
     * @param idle Time without a byte after which a stream is asked to end.
     * @param gracePeriod Time after which the remaining streams are closed.
     * @param scrapeDelay Time that the management port stays open after the last stream, so that the final metrics can
     *     be scraped. Skipped if no stream was open.
     */
    public record Shutdown(
            @DefaultValue("0s") Duration delay,
            @DefaultValue("1s") Duration idle,
            @DefaultValue("20s") Duration gracePeriod,
            @DefaultValue("0s") Duration scrapeDelay) {}

    /**
     * The line that is logged at INFO, by the logger {@code weir.access}, for each connection that has ended.
     *
     * @param enabled Whether connections are logged when they have ended.
     * @param sampleRate Share of connections that are logged, between 0 and 1.
     * @param probes Whether health checks are logged: connections that end with the cause "probe".
     */
    public record AccessLog(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1.0") double sampleRate,
            @DefaultValue("true") boolean probes) {}

    /**
     * Observation of connections.
     *
     * @param enabled Whether connections are observed. If false, there are no meters, no access log and no events, and
     *     timeouts that depend on bytes have no effect: for measuring the cost of observation.
     */
    public record Observation(@DefaultValue("true") boolean enabled) {}

    /**
     * Captures of streams.
     *
     * @param memory Maximum memory of all captures together, at least 256KB.
     * @param payload Whether captures may keep payload: what clients send and receive.
     */
    public record Capture(
            @DefaultValue("16MB") DataSize memory,
            @DefaultValue("false") boolean payload) {}

    /**
     * The threads that virtual threads run on; there are as many as processors. They belong to the whole process.
     *
     * @param adaptive Whether the process uses only as many of them as its load needs, which saves CPU where there are several
     *     processors. The service does so by default.
     */
    public record Carriers(@DefaultValue("false") boolean adaptive) {}
}
