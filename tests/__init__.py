"""What Parcours promises, told as stories and held as properties; the folders mirror those they test."""
