package dev.weir.tls;

import dev.weir.stream.ClientSecurity;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings of a client, for {@link dev.weir.stream.StreamOptions#withTls}:
 * {@snippet file="dev/weir/snippets/ConnectExamples.java" region="tls"}
 *
 * <p>The server's certificate must be trusted by the context, always, and valid for the server's name (RFC 9525, as the JDK's
 * {@code HTTPS} identification does) unless {@code verifyHostName} is false. The name is that of the address, or {@code
 * serverName}. A certificate for an IP literal has it as an {@code iPAddress}.
 *
 * @param context the trusted certificates, and the key if the server requests a certificate
 * @param serverName name to request (SNI, RFC 6066) and to verify in place of the host in the address, or an IP literal to
 *     verify; {@code null}, the default, for that host. Needed to verify a server on a Unix domain socket
 * @param verifyHostName false to accept any trusted certificate, whatever it is valid for; default true
 * @param applicationProtocols ALPN names to offer (RFC 7301), in order of preference; default none
 */
public record TlsClient(
        TlsContext context, @Nullable String serverName, boolean verifyHostName, List<String> applicationProtocols)
        implements ClientSecurity {

    public TlsClient {
        if (serverName != null
                && !isLiteral(serverName)
                && requested(serverName).isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + serverName + "' is not a server name, such as www.example.org or 192.0.2.1");
        }
        applicationProtocols = ApplicationProtocols.copyOf(applicationProtocols);
    }

    /** Returns settings with TLS 1.2 and 1.3, host names verified, and no ALPN. */
    public static TlsClient of(SSLContext context) {
        return of(TlsContext.of(context));
    }

    /** Returns settings with host names verified, and no ALPN. */
    public static TlsClient of(TlsContext context) {
        return new TlsClient(context, null, true, List.of());
    }

    public TlsClient withServerName(@Nullable String name) {
        return new TlsClient(context, name, verifyHostName, applicationProtocols);
    }

    public TlsClient withVerifyHostName(boolean verify) {
        return new TlsClient(context, serverName, verify, applicationProtocols);
    }

    public TlsClient withApplicationProtocols(List<String> names) {
        return new TlsClient(context, serverName, verifyHostName, names);
    }

    /**
     * {@inheritDoc}
     *
     * @throws javax.net.ssl.SSLException if the handshake fails, as {@link TlsFailure} classifies it
     * @throws IllegalArgumentException if a name has to be verified and neither the address nor {@link #serverName} has one
     */
    @Override
    public Transport secure(Transport connected, String host, int port, Duration timeout) throws IOException {
        TlsTransport tls = TlsTransport.connect(connected, this, host, port);
        tls.handshake(timeout);
        return tls;
    }

    /** The engine verifies the name that it is created for, and takes it as the key of the sessions to resume. */
    SSLEngine engine(String host, int port) {
        String name = serverName == null ? nameOf(host) : serverName;
        if (name.isEmpty() && verifyHostName) {
            throw new IllegalArgumentException("the server's address has no host to verify its certificate by;"
                    + " set serverName, or verifyHostName to false");
        }
        SSLEngine engine = name.isEmpty()
                ? context.context().createSSLEngine()
                : context.context().createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        context.applyTo(parameters);
        parameters.setEndpointIdentificationAlgorithm(verifyHostName ? "HTTPS" : null);
        parameters.setServerNames(isLiteral(name) ? List.of() : requested(name));
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Certificates know no trailing dot, and no zone of an IPv6 address. */
    private static String nameOf(String host) {
        int zone = host.indexOf('%');
        if (zone >= 0) {
            return host.substring(0, zone);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** RFC 6066 section 3: literal addresses are not requested. */
    private static boolean isLiteral(String name) {
        try {
            InetAddress _ = InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Returns nothing for what cannot be requested, such as a name with an underscore. */
    private static List<SNIServerName> requested(String name) {
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }
}
