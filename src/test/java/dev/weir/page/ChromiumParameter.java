package dev.weir.page;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Passes {@link Chromium}'s browser to methods. It ends when the last test has ended. */
final class ChromiumParameter implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ChromiumParameter.class))
                .computeIfAbsent(Chromium.class, _ -> new Chromium(), Chromium.class)
                .browser();
    }
}
