package dev.weir.samples;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertySourceFactory;
import org.springframework.test.context.TestPropertySource;

/** Gives a test the settings of docs/protocols.md, as they stand there, in place of an {@code application.yml}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestPropertySource(locations = "file:docs/protocols.md", factory = ProtocolPageSettings.Factory.class)
public @interface ProtocolPageSettings {

    /** Reads the page's settings. */
    final class Factory implements PropertySourceFactory {

        @Override
        public PropertySource<?> createPropertySource(@Nullable String name, EncodedResource page) throws IOException {
            return new PropertiesPropertySource(
                    "docs/protocols.md", ProtocolPage.read().allSettings());
        }
    }
}
