package dev.weir.autoconfigure;

import dev.weir.server.RateSettings;
import org.springframework.util.unit.DataSize;

/** Maps {@code rate} of a listener to {@link RateSettings}. */
final class RateMapper {

    /** At this rate half a second passes between two small segments; below it, most likely a unit is missing. */
    private static final DataSize MIN = DataSize.ofBytes(100);

    private RateMapper() {}

    static RateSettings of(String prefix, WeirProperties.Rate rate) {
        long listenerRead =
                bytesPerSecond(prefix + ".listener.read", rate.listener().read());
        long listenerWritten =
                bytesPerSecond(prefix + ".listener.written", rate.listener().written());
        return new RateSettings(
                ofOneStream(prefix, "read", rate.read(), listenerRead),
                ofOneStream(prefix, "written", rate.written(), listenerWritten),
                listenerRead,
                listenerWritten);
    }

    private static long ofOneStream(String prefix, String direction, DataSize size, long ofListener) {
        String key = prefix + "." + direction;
        long bytes = bytesPerSecond(key, size);
        if (ofListener > 0 && bytes > ofListener) {
            throw new InvalidSettingException(
                    key,
                    size,
                    "must not be above " + prefix + ".listener." + direction + ", which is " + ofListener + "B",
                    "Lower it, raise the other, or set it to 0B for no limit.");
        }
        return bytes;
    }

    private static long bytesPerSecond(String key, DataSize size) {
        boolean off = size.toBytes() == 0;
        if (!off && size.compareTo(MIN) < 0) {
            throw new InvalidSettingException(
                    key,
                    size,
                    "must be at least " + MIN + ", or 0B",
                    "Set it to bytes a second, such as 1MB, or to 0B for no limit.");
        }
        return size.toBytes();
    }
}
