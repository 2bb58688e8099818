package dev.weir.autoconfigure;

import dev.weir.autoconfigure.WeirProperties.ProxyMode;
import dev.weir.net.CidrBlocks;
import dev.weir.proxy.ProxyProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps a listener's settings of the balancer in front into a {@link ProxyProtocol}. */
final class ProxyProtocolMapper {

    private ProxyProtocolMapper() {}

    /** {@code null} where it is off. */
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
                    "is empty, so nobody's PROXY headers would be believed",
                    "Set it to your balancers' addresses, such as 10.0.0.0/8; to believe everybody, write 0.0.0.0/0.");
        }
        if (timeout.isZero()) {
            throw new InvalidSettingException(
                    prefix + ".timeout", timeout, "must be positive", "Set it to 5s, its default.");
        }
        var mode = proxy.mode() == ProxyMode.REQUIRED ? ProxyProtocol.Mode.REQUIRED : ProxyProtocol.Mode.OPTIONAL;
        return new ProxyProtocol(mode, trusted::contains, timeout);
    }
}
