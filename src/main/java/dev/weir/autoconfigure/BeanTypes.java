package dev.weir.autoconfigure;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** Finds the generics of beans. */
final class BeanTypes {

    private BeanTypes() {}

    /**
     * Returns the interface with the type arguments that the bean's definition has, since a lambda's class has none; or those
     * of the bean's class, if the definition has none.
     */
    static ResolvableType of(
            ConfigurableListableBeanFactory beans, String name, Object bean, Class<?> genericInterface) {
        ResolvableType declared = declared(beans, name).as(genericInterface);
        return declared.getGeneric(0).resolve() != null
                ? declared
                : ResolvableType.forClass(AopUtils.getTargetClass(bean)).as(genericInterface);
    }

    private static ResolvableType declared(ConfigurableListableBeanFactory beans, String name) {
        try {
            return beans.getMergedBeanDefinition(name).getResolvableType();
        } catch (NoSuchBeanDefinitionException _) {
            // An object that was registered without a definition.
            return ResolvableType.NONE;
        }
    }
}
