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
 * The settings as they are written.
 *
 * @param listeners the listeners by name
 * @param maxConnections connections of all listeners together; by default what the process's limit of open files allows, less
 *     a reserve for management and files; 0 for no limit
 * @param bufferMemory memory that all streams' buffers may take together beyond the 256 bytes that each may always have; a
 *     quarter of the heap by default, and 0 for no limit
 * @param shutdown how listeners stop
 * @param accessLog the line for each connection that has ended
 * @param observation what is measured
 */
@ConfigurationProperties(prefix = "weir", ignoreUnknownFields = false)
public record WeirProperties(
        @DefaultValue Map<String, Listener> listeners,
        @Nullable Integer maxConnections,
        @Nullable DataSize bufferMemory,
        @DefaultValue Shutdown shutdown,
        @DefaultValue AccessLog accessLog,
        @DefaultValue Observation observation) {

    /**
     * One listener.
     *
     * @param address where to listen: host:port, [v6]:port, :port for all interfaces, or unix:/path; 0.0.0.0 is IPv4 only
     * @param handler name of the handler bean; built in are echo, discard, chargen and daytime
     * @param enabled whether the listener is there at all
     * @param backlog connections that may wait to be accepted
     * @param bufferSize size that each of a stream's two buffers grows to
     * @param maxConnections connections at once; 0 for no limit
     * @param maxConnectionsPerClient connections at once by client IP, IPv6 by /64; 0 for no limit
     * @param acceptRate new connections a second, with as many at once; 0 for no limit
     * @param access who may connect
     * @param timeout how long a connection may take for what
     * @param ssl whether and how TLS is spoken
     * @param proxyProtocol whether a balancer in front says who the client is
     * @param socket options of the sockets
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
            @DefaultValue Ssl ssl,
            @DefaultValue Proxy proxyProtocol,
            @DefaultValue Socket socket) {}

    /**
     * Who may connect.
     *
     * @param allow addresses and CIDR blocks that may connect; empty for everybody
     * @param deny addresses and CIDR blocks that may not, even if they are allowed
     */
    public record Access(
            @DefaultValue List<String> allow, @DefaultValue List<String> deny) {}

    /**
     * How long a connection may take for what; 0 for ever.
     *
     * @param idle no byte either way
     * @param firstByte from the accept to the client's first byte
     * @param read a single blocked read
     * @param write a single blocked write: a client that does not read
     * @param halfClosed no byte once either side has ended its write direction; then it stands in for idle
     * @param handshake the TLS handshake
     * @param lifetime in all, give or take 10 %
     * @param minRate bytes a second, both ways together, that a connection has to move; 0 for none
     * @param minRateWindow the time over which min-rate is looked at
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
     * Whether and how TLS is spoken.
     *
     * @param bundle name of the SSL bundle (spring.ssl.bundle) with the certificate; none for no TLS
     * @param clientAuth whether clients need a certificate
     * @param serverNameBundles other bundles by the host that a client asks for (SNI); [*.example.org], in brackets, is for all hosts with one label more
     * @param applicationProtocols names to agree on by ALPN, in the order of preference
     */
    public record Ssl(
            @Nullable String bundle,
            @DefaultValue("none") ClientAuth clientAuth,
            @DefaultValue Map<String, String> serverNameBundles,
            @DefaultValue List<String> applicationProtocols) {}

    /**
     * Whether a balancer in front says who the client is, by PROXY protocol version 1 or 2.
     *
     * @param mode off, optional or required
     * @param trusted addresses and CIDR blocks of the balancers; nobody else is believed
     * @param timeout how long a balancer may take to say it
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

    /**
     * How listeners stop.
     *
     * @param delay time between "not ready" and the closing of the ports, for a load balancer to notice
     * @param idle how long a stream must have been silent to be told that it should end
     * @param gracePeriod time after which the streams that are left are closed
     * @param scrapeDelay time that the management port stays after that, so that the drain's figures can be scraped; not
     *     waited for where no stream was open
     */
    public record Shutdown(
            @DefaultValue("0s") Duration delay,
            @DefaultValue("1s") Duration idle,
            @DefaultValue("20s") Duration gracePeriod,
            @DefaultValue("0s") Duration scrapeDelay) {}

    /**
     * The line for each connection that has ended, at INFO in the logger weir.access.
     *
     * @param enabled whether it is written
     * @param sampleRate the share of connections for which it is written, 0 to 1
     * @param probes whether it is written for health checks, which are the connections that end with the cause probe
     */
    public record AccessLog(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1.0") double sampleRate,
            @DefaultValue("true") boolean probes) {}

    /**
     * What is measured.
     *
     * @param enabled whether anything is; without it there are no meters, no access log, no events, and timeouts that go by
     *     bytes cannot work. There to measure what measuring costs
     */
    public record Observation(@DefaultValue("true") boolean enabled) {}
}
