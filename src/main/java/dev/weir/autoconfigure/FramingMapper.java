package dev.weir.autoconfigure;

import dev.weir.frame.FrameOptions;
import dev.weir.frame.Framing;
import java.nio.charset.Charset;

/** Maps {@code framing} of a listener to {@link FrameOptions}. */
final class FramingMapper {

    private final FormatBeans beans;
    private final WrittenSettings written;

    FramingMapper(FormatBeans beans, WrittenSettings written) {
        this.beans = beans;
        this.written = written;
    }

    /** @throws InvalidSettingException for the first wrong setting */
    FrameOptions map(String prefix, FramingProperties framing) {
        checkCharset(prefix + ".charset", framing.charset());
        if (framing.concurrency() < 1) {
            throw new InvalidSettingException(
                    prefix + ".concurrency",
                    framing.concurrency(),
                    "must be positive",
                    "Set it to 1, its default, for one frame at a time.");
        }
        return new FrameOptions(
                format(prefix, framing),
                Checks.notNegative(prefix + ".timeout", framing.timeout()),
                framing.concurrency(),
                framing.order(),
                framing.onError());
    }

    private Framing format(String prefix, FramingProperties framing) {
        String name = framing.type();
        if (name == null || name.isBlank()) {
            throw new InvalidSettingException(
                    prefix + ".type",
                    null,
                    "is missing",
                    "Set it to one of " + beans.known() + ", or remove the other keys below framing for bytes.");
        }
        if (beans.contains(name)) {
            new FramingSections(prefix, written).checkNone(name);
            return beans.get(name, prefix, framing);
        }
        FramingType type = FramingType.find(name)
                .orElseThrow(() -> new InvalidSettingException(
                        prefix + ".type",
                        name,
                        beans.describeUnknown(name),
                        "Set it to one of " + beans.known() + ", or declare a FrameFormat bean of that name."));
        new FramingSections(prefix, written).checkOnly(type);
        return new BuiltInFormats(prefix, framing).create(type);
    }

    private static void checkCharset(String key, Charset charset) {
        if (!charset.canEncode()) {
            throw new InvalidSettingException(
                    key, charset, "can only be decoded, so nothing could be sent", "Set it to UTF-8, for example.");
        }
    }
}
