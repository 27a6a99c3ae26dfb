// Turns yaml-cpp's events into our tree; private to yaml_tree.cpp, the one place where both are known.
#pragma once
#include "scenarios/engine/source_text.hpp"
#include "scenarios/engine/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <set>

namespace scenarios::engine {

class yaml_builder final : public YAML::EventHandler {
public:
    /// Thrown through yaml-cpp to end the reading at once; the reason is among the diagnostics.
    struct enough {};

    yaml_builder(const source_text& source, diagnostics& out) : source_(source), out_(out) {}

    /// The document; none when there was none, or when it was cut off.
    std::optional<yaml_node> take();
    /// What was built is incomplete and must not be used.
    void spoil() { spoilt_ = true; }

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }

private:
    /// A node with the number of nodes in it, itself included.
    struct counted {
        yaml_node node;
        std::size_t weight{1};
    };
    /// A list or map whose end has not come.
    struct open_node {
        counted made;
        YAML::anchor_t anchor{YAML::NullAnchor};
        bool awaits_value{false}; ///< of a map: its last key has been read
        bool key_usable{false};
        yaml_entry entry;
        std::set<std::string> keys{};
    };

    position at(const YAML::Mark& mark) const { return source_.at(static_cast<std::size_t>(mark.pos)); }
    [[noreturn]] void stop(position where, std::string message);
    void charge(std::size_t nodes, position where);
    void open(yaml_node::kind kind, std::string_view core_tag, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor);
    void close();
    void remember(YAML::anchor_t anchor, const counted& made);
    void place(counted made);
    void place_in_map(open_node& map, counted made);
    void begin_entry(open_node& map, const yaml_node& key);
    void check_scalar_tag(yaml_node& node, const std::string& tag);

    const source_text& source_;
    diagnostics& out_;
    std::vector<open_node> open_;
    std::map<YAML::anchor_t, counted> anchors_;
    std::optional<yaml_node> root_;
    std::size_t nodes_{0};
    bool begun_{false};
    bool spoilt_{false};
};

} // namespace scenarios::engine
