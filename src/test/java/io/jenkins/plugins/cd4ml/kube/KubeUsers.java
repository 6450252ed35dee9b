package io.jenkins.plugins.cd4ml.kube;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.UUID;

/** Makes users with few rights. */
final class KubeUsers {
    private KubeUsers() {}

    static String restricted(KubeCluster cluster, String namespace, String... verbs) {
        String name = "u-" + UUID.randomUUID().toString().substring(0, 8);
        try (KubernetesClient client = cluster.client()) {
            client.serviceAccounts()
                    .inNamespace(namespace)
                    .resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
            if (verbs.length > 0) {
                client.rbac()
                        .roles()
                        .inNamespace(namespace)
                        .resource(new RoleBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .addNewRule()
                                .withApiGroups("*")
                                .withResources("*")
                                .withVerbs(verbs)
                                .endRule()
                                .build())
                        .create();
                client.rbac()
                        .roleBindings()
                        .inNamespace(namespace)
                        .resource(new RoleBindingBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                                .addNewSubject(null, "ServiceAccount", name, namespace)
                                .build())
                        .create();
            }
            String token = client.serviceAccounts()
                    .inNamespace(namespace)
                    .withName(name)
                    .tokenRequest(
                            new TokenRequestBuilder().withNewSpec().endSpec().build())
                    .getStatus()
                    .getToken();
            return cluster.kubeconfig(token).replaceAll("(?m)^(\\s+)namespace: .*$", "$1namespace: " + namespace);
        }
    }
}
