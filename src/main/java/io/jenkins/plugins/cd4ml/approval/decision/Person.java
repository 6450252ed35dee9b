package io.jenkins.plugins.cd4ml.approval.decision;

import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.IdStrategy;
import jenkins.model.Jenkins;
import jenkins.security.ApiTokenProperty;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Who answers, and how the answer came in.
 *
 * @param groups the groups that the security realm said the person is in when they logged in
 * @param users  how the security realm compares the ids of users; {@code groupIds} those of groups
 */
public record Person(
        String id, Set<String> groups, boolean anonymous, Channel channel, IdStrategy users, IdStrategy groupIds) {
    /** @return the current user, through this channel */
    public static Person current(Channel channel) {
        return of(Jenkins.getAuthentication2(), channel);
    }

    /** @return the current user, through the channel that the current HTTP request shows */
    public static Person current() {
        return current(httpChannel());
    }

    static Person of(Authentication who, Channel channel) {
        return new Person(
                who.getName(),
                who.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .collect(Collectors.toUnmodifiableSet()),
                who instanceof AnonymousAuthenticationToken,
                channel,
                Jenkins.get().getSecurityRealm().getUserIdStrategy(),
                Jenkins.get().getSecurityRealm().getGroupIdStrategy());
    }

    private static Channel httpChannel() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        if (request == null) {
            return Channel.INTERNAL;
        }
        boolean program = request.getAttribute(ApiTokenProperty.class.getName()) != null
                || request.getHeader("Authorization") != null;
        return program ? Channel.API_TOKEN : Channel.SESSION;
    }

    boolean is(String userId) {
        return users.equals(id, userId);
    }

    boolean among(List<String> names) {
        return names.stream().anyMatch(name -> Principal.parse(name).matches(id, groups, users, groupIds));
    }
}
