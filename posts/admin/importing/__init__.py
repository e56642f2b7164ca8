"""The import screen: an editor pastes or uploads a page, corrects, imports."""
