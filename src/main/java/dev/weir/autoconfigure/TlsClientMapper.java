package dev.weir.autoconfigure;

import dev.weir.stream.ClientSecurity;
import dev.weir.stream.StreamAddress;
import dev.weir.tls.TlsClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps {@code ssl} of an upstream to the client side of TLS. */
final class TlsClientMapper {

    private TlsClientMapper() {}

    /** Returns {@code null} if the targets are connected to without TLS. */
    static @Nullable ClientSecurity of(
            String prefix, UpstreamSettings.Ssl ssl, List<StreamAddress> targets, TlsContexts contexts) {
        String bundle = ssl.bundle();
        if (bundle == null) {
            if (ssl.serverName() != null || !ssl.verifyHostName()) {
                throw new InvalidSettingException(
                        prefix + ".bundle",
                        null,
                        "is missing, and other settings of " + prefix + " need it",
                        "Set it to the name of an SSL bundle, or remove the others.");
            }
            return null;
        }
        if (ssl.verifyHostName() && ssl.serverName() == null) {
            requireHosts(prefix, targets);
        }
        RotatingTlsContext context = contexts.findForClients(prefix + ".bundle", bundle);
        TlsClient first;
        try {
            first = TlsClient.of(context.get())
                    .withServerName(ssl.serverName())
                    .withVerifyHostName(ssl.verifyHostName());
        } catch (IllegalArgumentException _) {
            throw new InvalidSettingException(
                    prefix + ".server-name",
                    ssl.serverName(),
                    "is not a server name",
                    "Set it to a name such as www.example.org, or to an IP address.");
        }
        return (connected, host, port, timeout) -> new TlsClient(
                        context.get(), first.serverName(), first.verifyHostName(), first.applicationProtocols())
                .secure(connected, host, port, timeout);
    }

    private static void requireHosts(String prefix, List<StreamAddress> targets) {
        for (StreamAddress target : targets) {
            if (target instanceof StreamAddress.Unix) {
                throw new InvalidSettingException(
                        prefix + ".server-name",
                        null,
                        "is missing, and the target " + target + " has no host to verify its certificate by",
                        "Set it to the name in the certificate, or set " + prefix + ".verify-host-name to false.");
            }
        }
    }
}
