package dev.weir.autoconfigure;

import dev.weir.autoconfigure.WeirProperties.ProxyMode;
import dev.weir.net.CidrBlocks;
import dev.weir.proxy.ProxyProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps {@code proxy-protocol} of a listener to a {@link ProxyProtocol}. */
final class ProxyProtocolMapper {

    private ProxyProtocolMapper() {}

    /** Returns {@code null} if PROXY protocol is off. */
    static @Nullable ProxyProtocol of(String prefix, WeirProperties.Proxy proxy) {
        CidrBlocks trusted = AddressBlocks.of(prefix + ".trusted", proxy.trusted());
        Duration timeout = Checks.notNegative(prefix + ".timeout", proxy.timeout());
        if (proxy.mode() == ProxyMode.OFF) {
            return null;
        }
        if (trusted.isEmpty()) {
            throw new InvalidSettingException(
                    prefix + ".trusted",
                    null,
                    "is empty, so no PROXY header would be believed",
                    "Set it to your balancers' addresses, such as 10.0.0.0/8; 0.0.0.0/0 believes every sender.");
        }
        if (timeout.isZero()) {
            throw new InvalidSettingException(
                    prefix + ".timeout", timeout, "must be positive", "Set it to 5s, its default.");
        }
        var mode = proxy.mode() == ProxyMode.REQUIRED ? ProxyProtocol.Mode.REQUIRED : ProxyProtocol.Mode.OPTIONAL;
        return new ProxyProtocol(mode, trusted::contains, timeout);
    }
}
